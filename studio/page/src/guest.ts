/** Whether this page is a shared view: it shows one episode and takes notes, and asks under `/view` only. */

export const isGuest = location.pathname === "/view";
