"""The language server, with a real client over standard input and output."""

from pathlib import Path
from urllib.parse import quote
from urllib.request import url2pathname

import pytest
from lsp_client import Report, codes, editing, template, write
from lsprotocol import types

from mappinglint.plugins import Plugins

_ROOT = Path(__file__).parents[2]
_PROJECTS = _ROOT / "fixtures" / "projects"

pytestmark = pytest.mark.asyncio


QUEUE = (
    'resource "aws_sqs_queue" "orders" {\n  name       = "orders.fifo"\n  fifo_queue = true\n}\n'
)
MAPPING = """\
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = "orders"
  batch_size       = 100
}
"""
# This, or a queue of which nothing is known, needs a window.
STANDARD = QUEUE.replace("true", "false").replace(".fifo", "")


# -- what a diagnostic says ----------------------------------------------------------------------


async def test_diagnostic_has_all_that_an_editor_can_show(tmp_path: Path) -> None:
    async with editing(tmp_path) as editor:
        uri = editor.open_file(write(tmp_path / "template.yaml", template(100)))
        (found,) = await editor.next_diagnostics(uri)
    assert found.code == "ESM204"
    assert found.source == "mappinglint"
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.range == types.Range(types.Position(11, 17), types.Position(11, 20))
    assert found.message.splitlines() == [
        "BatchSize 100 is more than a FIFO queue allows (10)",
        "aws: refuses it when the mapping is created",
        "fix: set BatchSize to 10",
    ]
    assert found.code_description is not None
    page = url2pathname(found.code_description.href.removeprefix("file://"))
    assert page in [rule.item.page for rule in Plugins().rules() if rule.item.code == "ESM204"]
    (related,) = found.related_information or ()
    assert related.location == types.Location(
        uri, types.Range(types.Position(5, 17), types.Position(5, 21))
    )
    assert related.message == "this queue is FIFO"
    assert found.tags is None


async def test_setting_without_effect_is_shown_as_unnecessary(tmp_path: Path) -> None:
    text = template(10, more="      KmsKeyArn: arn:aws:kms:eu-west-1:111122223333:key/orders\n")
    async with editing(tmp_path) as editor:
        uri = editor.open_file(write(tmp_path / "template.yaml", text))
        found = await editor.next_diagnostics(uri)
    assert [tuple(one.tags or ()) for one in found] == [(types.DiagnosticTag.Unnecessary,)]


async def test_cause_in_another_file_is_a_place_there() -> None:
    folder = _PROJECTS / "terraform-resources"
    async with editing(folder) as editor:
        found = await editor.next_diagnostics(editor.open_file(folder / "mappings.tf"))
    elsewhere = {one.location.uri for each in found for one in each.related_information or ()}
    assert (folder / "queues.tf").as_uri() in elsewhere


async def test_half_typed_file_keeps_its_other_findings(tmp_path: Path) -> None:
    async with editing(tmp_path) as editor:
        uri = editor.open_file(write(tmp_path / "template.yaml", template(100)))
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        editor.change(uri, template(100, more='      "Max'))
        found = codes(await editor.next_diagnostics(uri))
    assert "ESM204" in found
    assert len(found) == 2


# -- when there are others -----------------------------------------------------------------------


async def test_last_of_quick_changes_is_looked_at(tmp_path: Path) -> None:
    async with editing(tmp_path) as editor:
        uri = editor.open_file(write(tmp_path / "template.yaml", template(10)))
        assert codes(await editor.next_diagnostics(uri)) == []
        for size in range(100, 120):
            editor.change(uri, template(size))
        (found,) = await editor.next_diagnostics(uri)
        assert found.message.startswith("BatchSize 119 ")
        assert editor.published[-1].version == 21
        # A slow machine may have linted one of the others in between.
        assert len(editor.published) < 15


async def test_change_in_another_open_file_is_heeded(tmp_path: Path) -> None:
    queue = write(tmp_path / "queue.tf", QUEUE)
    mapping = write(tmp_path / "mapping.tf", MAPPING)
    async with editing(tmp_path) as editor:
        uri = editor.open_file(mapping)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        editor.open_file(queue)
        await editor.next_diagnostics(queue.as_uri())
        # Nothing is written: what the editor holds counts.
        editor.change(queue.as_uri(), STANDARD)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM201"]
        # What is on the disk counts again.
        editor.close(queue.as_uri())
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]


async def test_opening_a_file_as_it_is_on_the_disk_has_no_one_look_again(tmp_path: Path) -> None:
    queue = write(tmp_path / "queue.tf", QUEUE)
    mapping = write(tmp_path / "mapping.tf", MAPPING)
    async with editing(tmp_path, pulls=True) as editor:
        assert codes(await editor.ask(editor.open_file(mapping))) == ["ESM204"]
        editor.open_file(queue)
        await editor.ask(queue.as_uri())
        editor.change(queue.as_uri(), QUEUE + "\n")
        await editor.until(lambda: editor.refreshed)
        assert editor.refreshed == 1


async def test_save_shows_what_has_changed_on_the_disk(tmp_path: Path) -> None:
    queue = write(tmp_path / "queue.tf", QUEUE)
    mapping = write(tmp_path / "mapping.tf", MAPPING)
    async with editing(tmp_path) as editor:
        uri = editor.open_file(mapping)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        queue.unlink()
        editor.save(uri)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM201"]
        write(tmp_path / "mappinglint.toml", 'ignore = ["ESM204"]\n')
        write(queue, QUEUE)
        editor.save(uri)
        assert codes(await editor.next_diagnostics(uri)) == []
        (tmp_path / "mappinglint.toml").unlink()
        editor.save(uri)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]


async def test_editor_that_watches_files_tells_of_them(tmp_path: Path) -> None:
    queue = tmp_path / "queue.tf"
    mapping = write(tmp_path / "mapping.tf", MAPPING)
    async with editing(tmp_path, watches=True) as editor:
        await editor.until(lambda: editor.registered)
        assert editor.registered[0].method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        uri = editor.open_file(mapping)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM201"]
        for text, expected in ((QUEUE, "ESM204"), (STANDARD, "ESM201"), (QUEUE, "ESM204")):
            write(queue, text)
            editor.tell_of_files(queue)
            assert codes(await editor.next_diagnostics(uri)) == [expected]
        queue.unlink()
        editor.tell_of_files(queue)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM201"]


async def test_mistake_in_a_configuration_is_shown_in_its_file(tmp_path: Path) -> None:
    uri = write(tmp_path / "template.yaml", template(100)).as_uri()
    file = write(tmp_path / "mappinglint.toml", 'ignore = ["ESM204"]\nfail-onn = "note"\n')
    async with editing(tmp_path, watches=True) as editor:
        editor.open_file(tmp_path / "template.yaml")
        await editor.until(
            lambda: editor.diagnostics.get(file.as_uri()) and uri in editor.diagnostics
        )
        assert codes(editor.diagnostics[uri]) == []
        (mistake,) = editor.diagnostics[file.as_uri()]
        assert mistake.range.start.line == 1
        write(file, 'fail-on = "warning"\n')
        editor.tell_of_files(file)
        await editor.until(lambda: codes(editor.diagnostics[uri]) == ["ESM204"])
        await editor.until(lambda: not editor.diagnostics[file.as_uri()])


async def test_configuration_that_is_open_is_shown_once(tmp_path: Path) -> None:
    template_file = write(tmp_path / "template.yaml", template(100))
    file = write(tmp_path / "mappinglint.toml", 'fail-onn = "note"\n')
    for pulls in (False, True):
        async with editing(tmp_path, pulls=pulls) as editor:
            editor.open_file(template_file)
            editor.open_file(file)
            if pulls:
                await editor.ask(template_file.as_uri())
                report = await editor.ask(file.as_uri())
                assert len(codes(report)) == 1
                assert editor.published == []
            else:
                await editor.until(lambda: editor.diagnostics.get(file.as_uri()))
                assert len(editor.diagnostics[file.as_uri()]) == 1


# -- an editor that asks -------------------------------------------------------------------------


async def test_editor_that_asks_is_not_told(tmp_path: Path) -> None:
    queue = write(tmp_path / "queue.tf", QUEUE)
    mapping = write(tmp_path / "mapping.tf", MAPPING)
    async with editing(tmp_path, pulls=True) as editor:
        assert editor.capabilities.diagnostic_provider is not None
        assert editor.capabilities.diagnostic_provider.inter_file_dependencies
        uri = editor.open_file(mapping)
        editor.open_file(queue)
        first = await editor.ask(uri)
        assert codes(first) == ["ESM204"]
        assert _unchanged(await editor.ask(uri, first.result_id)) == first.result_id
        editor.change(queue.as_uri(), STANDARD)
        await editor.until(lambda: editor.refreshed)
        second = await editor.ask(uri, first.result_id)
        assert codes(second) == ["ESM201"]
        assert second.result_id != first.result_id
        assert _unchanged(await editor.ask(uri, second.result_id)) == second.result_id
        assert codes(await editor.ask(uri)) == ["ESM201"]
        editor.close(uri)
        assert codes(await editor.ask(uri)) == []
        assert editor.published == []


def _unchanged(report: Report) -> str | None:
    assert isinstance(report, types.RelatedUnchangedDocumentDiagnosticReport)
    return report.result_id


async def test_editor_that_cannot_be_told_to_ask_again_is_told(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    async with editing(tmp_path, pulls=True, refreshes=False) as editor:
        assert editor.capabilities.diagnostic_provider is None
        assert codes(await editor.next_diagnostics(editor.open_file(file))) == ["ESM204"]


# -- texts and their names -----------------------------------------------------------------------


async def test_findings_go_when_a_file_is_closed_and_come_when_it_is_opened(
    tmp_path: Path,
) -> None:
    old = write(tmp_path / "old.yaml", template(100))
    async with editing(tmp_path) as editor:
        uri = editor.open_file(old)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        editor.close(uri)
        assert codes(await editor.next_diagnostics(uri)) == []
        # An editor closes what it renames, and opens it by its new name.
        new = old.rename(tmp_path / "new.yaml")
        assert codes(await editor.next_diagnostics(editor.open_file(new))) == ["ESM204"]
        assert codes(editor.diagnostics[uri]) == []


async def test_text_that_is_no_file_has_findings_too(tmp_path: Path) -> None:
    uris = (
        "untitled:Untitled-1",
        "untitled:template.yaml",
        "vscode-notebook-cell:/somewhere/notes.ipynb#W0sZmlsZQ%3D%3D",
        "file:///a%00b.yaml",
        "mystery:",
    )
    async with editing(tmp_path) as editor:
        for uri in uris:
            editor.open(uri, template(100))
            assert codes(await editor.next_diagnostics(uri)) == ["ESM204"], uri
            editor.change(uri, template(10))
            assert codes(await editor.next_diagnostics(uri)) == [], uri
        assert editor.shown == []
        # Nobody can read that, but the server goes on.
        editor.open("file://[not-a-host", template(100))
        await editor.until(lambda: editor.shown)
        await editor.roundtrip()


async def test_file_with_an_odd_name_is_the_one_on_the_disk(tmp_path: Path) -> None:
    write(tmp_path / "mappinglint.toml", "advice = true\n")
    names = ("a b", "a#b", "100%", "ü?", "😀", "a%20b", "\udcff")
    async with editing(tmp_path) as editor:
        for name in names:
            file = write(tmp_path / "o d" / f"{name}.yaml", template(10))
            assert await editor.next_diagnostics(editor.open_file(file)), file
            # Another way to write the same URI.
            uri = "file://" + quote(bytes(file)).replace("%20", " ")
            editor.close(file.as_uri())
            editor.open(uri, template(100))
            assert "ESM204" in codes(await editor.next_diagnostics(uri)), file


async def test_file_outside_of_all_folders_is_linted(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = write(tmp_path / "outside" / "template.yaml", template(100))
    async with editing(inside) as editor:
        assert codes(await editor.next_diagnostics(editor.open_file(outside))) == ["ESM204"]
    async with editing(cwd=inside) as editor:
        assert codes(await editor.next_diagnostics(editor.open_file(outside))) == ["ESM204"]


async def test_every_folder_of_the_workspace_is_a_project(tmp_path: Path) -> None:
    service = "service: orders\nprovider: {name: aws}\nfunctions: ${file(../functions.yml)}\n"
    functions = (
        "orders:\n  handler: orders.handler\n  events:\n    - sqs:\n"
        "        arn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n        batchSize: 100\n"
    )
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        write(folder / "service" / "serverless.yml", service)
        write(folder / "functions.yml", functions)
        write(
            folder / "mappinglint.toml",
            f'ignore = ["ESM2{"04" if folder.name == "one" else "02"}"]\n',
        )
    async with editing(*folders) as editor:
        for folder, expected in zip(folders, ([], ["ESM204"]), strict=True):
            found = await editor.next_diagnostics(editor.open_file(folder / "functions.yml"))
            assert codes(found) == expected


async def test_folder_may_join_the_workspace(tmp_path: Path) -> None:
    write(tmp_path / "two" / "mappinglint.toml", 'ignore = ["ESM204"]\n')
    file = write(tmp_path / "two" / "deep" / "template.yaml", template(100))
    (tmp_path / "one").mkdir()
    async with editing(tmp_path / "one") as editor:
        uri = editor.open_file(file)
        # The folder of a file of which nobody knows the project ends at that.
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        two = types.WorkspaceFolder((tmp_path / "two").as_uri(), "two")
        editor.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([two], []))
        )
        assert codes(await editor.next_diagnostics(uri)) == []


async def test_text_that_is_not_open_has_no_answers(tmp_path: Path) -> None:
    text = types.TextDocumentIdentifier((tmp_path / "template.yaml").as_uri())
    start = types.Position(0, 0)
    nothing = types.Range(start, start)
    context = types.CodeActionContext([])
    async with editing(tmp_path) as editor:
        client = editor.client
        assert not await client.text_document_hover_async(types.HoverParams(text, start))
        assert not await client.text_document_completion_async(types.CompletionParams(text, start))
        assert not await client.text_document_code_action_async(
            types.CodeActionParams(text, nothing, context)
        )
        assert not await client.text_document_document_symbol_async(
            types.DocumentSymbolParams(text)
        )
        assert not await client.text_document_document_link_async(types.DocumentLinkParams(text))
        assert not await client.text_document_code_lens_async(types.CodeLensParams(text))
        assert editor.shown == []


async def test_change_of_a_text_that_is_not_open_ends_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    async with editing(tmp_path) as editor:
        editor.change(file.as_uri(), template(100))
        editor.close(file.as_uri())
        editor.save(file.as_uri())
        uri = editor.open_file(file)
        await editor.until(lambda: codes(editor.diagnostics.get(uri, ())) == ["ESM204"])
        assert len(editor.shown) == 1


async def test_position_far_outside_of_a_text_ends_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    far = types.Position(2**31 - 1, 2**31 - 1)
    async with editing(tmp_path) as editor:
        uri = editor.open_file(file)
        text = types.TextDocumentIdentifier(uri)
        await editor.client.text_document_hover_async(types.HoverParams(text, far))
        await editor.client.text_document_completion_async(types.CompletionParams(text, far))
        assert editor.shown == []


# -- how columns are counted ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_columns_and_lines_are_counted_as_agreed(encoding: str, tmp_path: Path) -> None:
    before = '"😀é\ud800\u2028": 1, "BatchSize": '
    text = (
        '{"😀é\u2028": 0, "Resources": {"M": {"Type": "AWS::Lambda::EventSourceMapping",'
        '"Properties": {"EventSourceArn": "arn:aws:sqs:eu-west-1:111122223333:orders.fifo",'
        f'"FunctionName": "f",\n{before}100}}}}}}}}\n'
    )
    units = {
        "utf-8": len(before.encode(errors="surrogatepass")),
        "utf-16": len(before) + 1,
        "utf-32": len(before),
    }
    start = types.Position(1, units[encoding])
    end = types.Position(1, units[encoding] + 3)
    async with editing(tmp_path, encoding=encoding) as editor:
        for number, line_break in enumerate(("\n", "\r\n", "\r")):
            uri = (tmp_path / f"{number}.json").as_uri()
            editor.open(uri, text.replace("\n", line_break), "json")
            found = await editor.next_diagnostics(uri)
            assert [one.range for one in found if one.code == "ESM204"] == [types.Range(start, end)]


async def test_editor_may_send_ranges_though_it_is_asked_for_whole_texts(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(10))
    part = types.TextDocumentContentChangePartial
    async with editing(tmp_path) as editor:
        uri = editor.open_file(file)
        assert not await editor.next_diagnostics(uri)
        line = template(10).splitlines().index("      BatchSize: 10")
        end = types.Position(line, 19)
        changes = [
            part(types.Range(end, end), "0"),
            part(types.Range(types.Position(0, 0), types.Position(0, 0)), "# 😀\r\n"),
            part(types.Range(types.Position(0, 2), types.Position(0, 4)), "é"),
        ]
        document = types.VersionedTextDocumentIdentifier(2, uri)
        editor.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))
        (found,) = await editor.next_diagnostics(uri)
    assert found.code == "ESM204"
    assert found.range.start == types.Position(line + 1, 17)


async def test_neovim_gets_the_cause_in_words(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    async with editing(tmp_path, name="Neovim") as editor:
        (found,) = await editor.next_diagnostics(editor.open_file(file))
    lines = found.message.splitlines()
    assert lines[1].startswith("see template.yaml:")
    assert lines[1].endswith(": this queue is FIFO")
