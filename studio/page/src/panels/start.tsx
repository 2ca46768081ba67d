/** Where no episode is open: those of the show. */

import { open, show, state } from "../state";
import { startPage } from "./registry";

function Episodes() {
  const now = show.value;
  if (!now) return null;
  return (
    <main class="start">
      <h1>{now.title}</h1>
      {now.episodes.length === 0 && <p class="empty">No episode yet. `together new s01e01` begins one.</p>}
      <ul>
        {now.episodes.map((one) => (
          <li key={one.name}><button type="button" onClick={() => open(one.name)}><b>{one.title}</b><small>{one.name}</small></button></li>
        ))}
      </ul>
    </main>
  );
}

if (!startPage.peek()) startPage.value = Episodes;
void state;
