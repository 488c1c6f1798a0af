// Writes the types of all operations in a folder, from the published schema:
//   node generate.mjs [FOLDER [FILE]]     src/api/operations into src/api/generated.ts unless told otherwise
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import { parse } from "graphql";

const HERE = import.meta.dirname;
const [folder = join(HERE, "src/api/operations"), file = join(HERE, "src/api/generated.ts")] = process.argv.slice(2);
const read = (path) => parse(readFileSync(path, "utf8"));
const config = {
  documentMode: "string",
  enumType: "string-literal",
  onlyOperationTypes: true,
  scalars: { Date: "string", DateTime: "string" },
  strictScalars: true,
  useTypeImports: true,
};

const source = await codegen({
  filename: "generated.ts",
  schema: read(join(HERE, "../../contracts/api.graphql")),
  documents: readdirSync(folder)
    .sort()
    .map((name) => ({ location: join(folder, name), document: read(join(folder, name)) })),
  plugins: [{ operations: config }, { typedDocuments: config }],
  pluginMap: { operations, typedDocuments },
  config: {},
});
writeFileSync(file, source);
