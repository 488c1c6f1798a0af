// Bundles GraphiQL for the gateway: `node build.mjs FOLDER` writes graphiql.js, graphiql.css and LICENSES.txt there.
// Fonts are left out: the page uses those of the system, and stays small.
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["page.jsx"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  outdir: "out",
  write: false,
  metafile: true,
});
for (const { path, text } of outputFiles) {
  const kind = path.endsWith(".css") ? "css" : "js";
  const written =
    kind === "css"
      ? text.replace(/@font-face\{[^}]*\}/g, "")
      : text.replace(/https:\S{1,20}\/en\/docs\/selective-version-resolutions/g, ""); // a dead link in a text
  writeFileSync(join(folder, `graphiql.${kind}`), written);
}

const packages = new Set(
  Object.keys(metafile.inputs)
    .map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter(Boolean),
);
const licences = [...packages].sort().map((path) => {
  const at = join(here, path);
  const { name, version, license } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
  const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
  const text = file && existsSync(join(at, file)) ? readFileSync(join(at, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(folder, "LICENSES.txt"), [...new Set(licences)].join(`\n${"-".repeat(78)}\n\n`));
