// Writes the bundle that the server hands out: pipeline/studio/static. The same source and lock file give the same bytes.
// STUDIO_PLAIN=1 leaves it readable, to look for a mistake; what is committed is not.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.env.STUDIO_STATIC ?? join(here, "../../pipeline/studio/static");

mkdirSync(target, { recursive: true });
for (const name of readdirSync(target)) {
  if (/\.(js|css|html|svg|txt|woff2)$/.test(name)) rmSync(join(target, name));
}
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { page: "src/main.tsx" },
  outdir: target,
  bundle: true,
  minify: !process.env.STUDIO_PLAIN,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
for (const name of ["index.html", "icon.svg"]) copyFileSync(join(here, "src", name), join(target, name));

// What is in the bundle keeps its licence beside it.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
);
const texts = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((one) => join(folder, one)).find(existsSync);
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8").trim() : ""}\n`;
});
writeFileSync(join(target, "licenses.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
