// Writes src/api/generated.ts: the types of all operations in src/api/operations, from the published schema.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import { parse } from "graphql";

const here = (path) => new URL(path, import.meta.url);
const read = (path) => parse(readFileSync(here(path), "utf8"));
const FOLDER = "src/api/operations/";
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
  schema: read("../../contracts/api.graphql"),
  documents: readdirSync(here(FOLDER)).sort().map((file) => ({ location: FOLDER + file, document: read(FOLDER + file) })),
  plugins: [{ operations: config }, { typedDocuments: config }],
  pluginMap: { operations, typedDocuments },
  config: {},
});
writeFileSync(here("src/api/generated.ts"), source);
