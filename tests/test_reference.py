from web.reference import DICTIONARY, dictionary, main


def test_the_data_dictionary_is_current():
    assert DICTIONARY.read_text("utf-8") == dictionary(), "write it again with: python -m web.reference"


def test_check_fails_on_a_missing_or_stale_dictionary_and_names_the_cure(tmp_path, capsys):
    path = tmp_path / "data-dictionary.md"
    assert main(["--check"], path) == 1
    assert main([], path) == 0
    assert main(["--check"], path) == 0
    path.write_text("old", "utf-8")
    assert main(["--check"], path) == 1
    assert "python -m web.reference" in capsys.readouterr().err
