"""One turn without a window: typed, recorded, from a list of questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.asking import FaqTurn, list_wordings
from kiosk.cli import app
from kiosk.list_learning import kept_meanings, learning_alone

RECORDINGS = Path(__file__).parents[1] / "recordings"
KEYS = {"heard", "outcome", "item_code", "item_name", "aspect", "score"} | {
    "candidates",
    "answer",
    "source",
}


def ask(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["ask", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_typed_question_is_answered_from_the_catalogue() -> None:
    (turn,) = ask("居住证怎么办理")
    assert set(turn) == KEYS
    assert turn["outcome"] == "answer" and "居住证" in str(turn["item_name"])
    assert "居住地址证明" in str(turn["answer"]) and "依据" in str(turn["source"])


def test_a_recording_is_heard_and_answered() -> None:
    (turn,) = ask("--wav", str(RECORDINGS / "居住证怎么办理.wav"))
    assert turn["outcome"] == "answer" and "居住证" in str(turn["item_name"])


def test_a_file_of_questions_is_answered_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("医保怎么参保\n\n今天晚上吃什么\n有人晕倒了\n", encoding="utf-8")
    turns = ask("--batch", str(path))
    assert [turn["outcome"] for turn in turns] == ["answer", "reject", "emergency"]
    assert turns[1]["item_code"] == "" and turns[1]["answer"] == ""


def test_a_list_with_strange_lines_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "faq.tsv"
    lines = (
        *("编号\t问题\t回答", "", "7\t停车场在哪里\t负一层\t往左。", "只有一列"),
        *("7\t几点下班\t下午五点。", "8\t\t没有问题的回答", "9\t" + "很长" * 3000 + "\t长。"),
    )
    path.write_bytes("\n".join(lines).encode("gb18030"))
    (turn,) = ask("停车场在哪里", "--faq", str(path))
    assert (turn["item_code"], turn["answer"]) == ("7", "负一层 往左。")
    (turn,) = ask("几点下班", "--faq", str(path))
    assert (turn["item_code"], turn["answer"]) == ("7", "下午五点。")


@pytest.mark.parametrize(
    ("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-16", "\n"), ("utf-8", "\r")]
)
def test_a_list_is_taken_as_a_spreadsheet_writes_it(
    tmp_path: Path, encoding: str, end: str
) -> None:
    path, batch = tmp_path / "faq.tsv", tmp_path / "questions.txt"
    lines = ('1\t"停车场在哪里"\t"负一层，""B"" 区"', "1\t哪里能停车\t负一层", "2\t几點下班\t五点")
    path.write_bytes(end.join((*lines, "")).encode(encoding))
    batch.write_bytes(f"停车场在哪里{end}几点下班{end}".encode(encoding))
    first, second = ask("--batch", str(batch), "--faq", str(path))
    assert (first["item_code"], first["answer"]) == ("1", '负一层，"B" 区')
    # A list in traditional characters is asked in simplified ones.
    assert (second["item_code"], second["item_name"]) == ("2", "几點下班")


def test_a_halls_own_list_answers_from_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "faq.tsv"
    path.write_text("1\t停车场在哪里\t负一层。\n2\t几点下班\t下午五点。\n", encoding="utf-8")
    (turn,) = ask("停车场在哪儿", "--faq", str(path))
    assert (turn["item_code"], turn["answer"], turn["source"]) == ("1", "负一层。", "faq.tsv")
    (turn,) = ask("居住证怎么办理", "--faq", str(path))
    assert turn["outcome"] == "reject"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "请给一个问题"),
        (["--wav", "no.wav"], "打不开这个录音"),
        (["--batch", "no.txt"], "读不了"),
        (["你好", "--faq", "no.tsv"], "读不了"),
    ],
)
def test_what_cannot_be_used_is_named(arguments: list[str], reason: str) -> None:
    done = CliRunner().invoke(app, ["ask", *arguments])
    assert done.exit_code == 1 and reason in done.output


def test_a_faulty_list_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "faq.tsv"
    path.write_text("没有分隔\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["ask", "你好", "--faq", str(path)])
    assert done.exit_code == 1 and "faq.tsv:1" in done.output.replace("\n", "")
    path.write_text("1\t停车场在哪里\t负一层。\n没有分隔\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["ask", "你好", "--faq", str(path)])
    assert done.exit_code == 0 and "第 2 行" in done.stderr


def test_items_are_found_by_initials() -> None:
    done = CliRunner().invoke(app, ["catalogue", "search", "jzz", "--json"])
    found = json.loads(done.stdout)
    assert found and set(found[0]) == {"code", "name", "score"}
    assert "居住证" in found[0]["name"]


def test_how_far_a_case_has_come_needs_its_number_and_no_item() -> None:
    (turn,) = ask("我的申请办到哪一步了")
    assert (turn["outcome"], turn["aspect"], turn["item_code"]) == ("answer", "progress", "")
    assert "办件编号" in str(turn["answer"])


def test_a_sentence_is_tried_out_with_what_speaks_for_each_item() -> None:
    done = CliRunner().invoke(app, ["voice", "try", "攻击金怎么提取"])
    assert done.exit_code == 0, done.output
    assert "gong ji jin" in done.output and "公积金怎么提取" in done.output


def test_a_list_too_long_for_one_run_is_learnt_on_beside_and_known_to_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, kept = tmp_path / "faq.tsv", tmp_path / "data"
    floors = (f"{number}\t{number} 号窗口在几楼\t{number} 楼。" for number in range(100))
    path.write_text("\n".join(floors), encoding="utf-8")
    first = FaqTurn(path, kept, learn_s=0.0)
    assert first.answer("5 号窗口在几楼")["item_code"] == "5"
    told = capsys.readouterr().err
    assert "不按意思比" in told and "后台正在接着学" in told
    assert first.learner is not None and first.learner.wait(60) == 0
    FaqTurn(path, kept, learn_s=0.0)
    assert capsys.readouterr().err == ""


def test_who_asks_while_a_list_is_learnt_is_told_and_disturbs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, kept = tmp_path / "faq.tsv", tmp_path / "data"
    path.write_text("\n".join(f"{n}\t{n} 楼有什么\t办事大厅。" for n in range(100)), "utf-8")
    with learning_alone(kept) as alone:
        assert alone
        FaqTurn(path, kept, learn_s=60.0)
    assert "后台正在接着学" in capsys.readouterr().err
    assert kept_meanings(kept).unknown(list_wordings(path)) == 100
