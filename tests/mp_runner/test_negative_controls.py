"""A program that would fail on a phone must fail here: each of these breaks the sample and expects to be told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.mp_runner.sample import Open, compile_program, errors


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_page_around_the_program_is_out_of_its_sight(run: Open) -> None:
    page = run()
    page.get_by_role("button", name="看看外面").click()
    expect(page.locator("#said")).to_have_text("undefined undefined undefined undefined undefined undefined | EvalError")


def test_touching_window_is_an_error(run: Open, program: Path) -> None:
    edit(program / "pages/home/index.js", "this.setData({ count:", "window.scrollTo(0, 0); this.setData({ count:")
    page = run()
    page.get_by_role("button", name="点一下").click()
    expect(page.locator("#count")).to_have_text("点了 0 次！")
    assert "scrollTo" in errors(page)[0]


def test_code_made_from_text_is_an_error(run: Open, program: Path) -> None:
    edit(program / "app.js", "this.launched = options.path", "this.launched = new Function('return 1')()")
    assert "EvalError" in errors(run())[0]


def test_a_deleted_component_does_not_compile_and_does_not_start(run: Open, program: Path, tmp_path: Path) -> None:
    for file in (program / "components/card").iterdir():
        file.unlink()
    compiled = compile_program(program, tmp_path / "checked")
    assert compiled.returncode == 1
    assert "components/card/index.js is named by <z-card> in pages/home/index.json but is not in the build" in compiled.stderr
    page = run(strict=False)
    assert "components/card/index is not in the program" in errors(page)[0]


def test_a_handler_that_breaks_is_an_error(run: Open) -> None:
    page = run()
    page.get_by_role("button", name="出错").click()
    assert "handler broke" in errors(page)[0]


def test_a_handler_that_does_not_exist_is_an_error(run: Open) -> None:
    page = run()
    page.get_by_role("button", name="没有人听").click()
    assert 'has no method "nowhere"' in errors(page)[0]


def test_a_move_to_a_page_that_does_not_exist_is_an_error(run: Open) -> None:
    page = run()
    page.get_by_role("button", name="走丢").click()
    assert 'page "pages/missing/index" is not found' in errors(page)[0]


def test_a_method_that_wechat_does_not_know_is_refused(run: Open) -> None:
    page = run()
    page.get_by_role("button", name="修改").click()
    expect(page.locator("#said")).to_contain_text("request:fail method is invalid: PATCH")


def test_an_unknown_tag_is_reported_when_compiling(program: Path, tmp_path: Path) -> None:
    edit(program / "pages/other/index.wxml", "另一页", "<map/>")
    assert "not covered: <map> in pages/other/index.wxml" in compile_program(program, tmp_path / "out").stderr


def test_broken_markup_does_not_compile(program: Path, tmp_path: Path) -> None:
    edit(program / "pages/other/index.wxml", "</navigator>", "")
    assert compile_program(program, tmp_path / "out").returncode == 1
