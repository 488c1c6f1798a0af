"""Code generators read the clients' schema: graphql-js, which most are built on, and the generator for TypeScript."""

import asyncio
import json
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from devstack.clients_page import operations
from devstack.processes import REPOSITORY

CLIENT = REPOSITORY / "examples" / "web"
SCHEMA = REPOSITORY / "contracts" / "api.graphql"
READ = """
import { readFileSync } from "node:fs";
import * as graphql from "graphql";
const schema = graphql.buildSchema(readFileSync(process.argv[1], "utf8"));
const types = Object.values(schema.getTypeMap());
const federation = /^(_Any|_Entity|_Service|join__|link__|federation__|core__)/;
const own = (type) => graphql.isScalarType(type) && !graphql.isSpecifiedScalarType(type);
console.log(JSON.stringify({
  faults: graphql.validateSchema(schema).map(String),
  directives: schema.getDirectives().filter((each) => !graphql.isSpecifiedDirective(each)).map(String),
  scalars: types.filter(own).map(String),
  types: types.map(String).filter((name) => federation.test(name)),
  fields: Object.keys(schema.getQueryType().getFields()).filter((name) => name.startsWith("_")),
}));
"""
USE = """
import { CheckCertificationDocument, type SignUpMutationVariables, type TypedDocumentString } from "./generated";
declare function send<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Data;
const { checkCertification } = send(CheckCertificationDocument, { id: "c1" });
export const laws: string[] | undefined = checkCertification?.outcomes.map((outcome) => outcome.rule.citation);
export const asked: SignUpMutationVariables = { input: { email: "a@b.example", password: "x", kind: "PATIENT" } };
"""


async def run(*argv: str, cwd: Path = CLIENT) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(*argv, cwd=cwd, stdout=PIPE, stderr=STDOUT)
    text, _ = await process.communicate()
    return process.returncode or 0, text.decode()


async def test_the_schema_is_plain_graphql_as_generators_for_swift_and_kotlin_need_it() -> None:
    """Apollo's for iOS and Kotlin refuse directives and types that the schema uses and does not define."""
    code, text = await run("node", "--input-type=module", "--eval", READ, str(SCHEMA))

    assert code == 0, text
    told = json.loads(text)
    assert sorted(told.pop("scalars")) == ["Date", "DateTime"]
    assert all(found == [] for found in told.values()), told
    assert "@" not in "".join(
        line for line in SCHEMA.read_text().splitlines() if not line.lstrip().startswith('"')
    )


@pytest.fixture
async def generated(tmp_path: Path) -> Path:
    """A folder with the types of the operations of docs/clients.md, and a program that uses them."""
    folder = tmp_path / "operations"
    folder.mkdir()
    for name, document in operations().items():
        (folder / f"{name}.graphql").write_text(document)
    code, text = await run("node", "generate.mjs", str(folder), str(tmp_path / "generated.ts"))
    assert code == 0, text
    (tmp_path / "use.ts").write_text(USE)
    core = CLIENT / "node_modules" / "@graphql-typed-document-node" / "core"
    options = json.loads((CLIENT / "tsconfig.json").read_text())["compilerOptions"]
    options |= {"types": [], "paths": {"@graphql-typed-document-node/core": [str(core)]}}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["use.ts"]}))
    return tmp_path


async def compiled(folder: Path) -> tuple[int, str]:
    return await run(str(CLIENT / "node_modules" / ".bin" / "tsc"), "--project", str(folder))


async def test_typed_operations_generate_and_compile(generated: Path) -> None:
    code, text = await compiled(generated)

    assert code == 0, text


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('kind: "PATIENT"', 'kind: "DOCTOR"', '"DOCTOR"'),
        ("rule.citation", "rule.citations", "citations"),
        ('{ id: "c1" }', "{}", "id"),
    ],
)
async def test_what_the_schema_does_not_allow_does_not_compile(
    generated: Path, right: str, wrong: str, said: str
) -> None:
    (generated / "use.ts").write_text(USE.replace(right, wrong))

    code, text = await compiled(generated)

    assert code != 0
    assert said in text
