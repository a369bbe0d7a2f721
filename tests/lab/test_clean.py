"""The lab: cleaning the web."""

import pytest

from llms101.lab.clean import clean, judge_language, judge_quality, judge_url, replace_personal
from llms101.lab.web import HAND_WRITTEN, Page, grow_web


class TestClean:
    def test_the_counts_of_all_stations_add_up(self) -> None:
        pages = grow_web(5, 400)
        corpus = clean(pages, HAND_WRITTEN)
        came = len(pages)
        for station in corpus.stations:
            assert station.came == came
            came = station.passed
            assert station.came - station.passed == sum(station.rules.values())
        assert came == len(corpus.rows)
        assert len(corpus.rows) + len(corpus.rejects) == len(pages)

    def test_a_copy_goes_and_the_hand_written_page_stays(self) -> None:
        page = next(page for page in grow_web(7, 0) if page.url in HAND_WRITTEN)
        copy = Page("https://a-copy.example/1", page.html)
        corpus = clean([copy, page], [page.url])
        assert [row.url for row in corpus.rows] == [page.url]
        assert corpus.rejects[0].reason == f"about 100% the same as {page.url}"

    @pytest.mark.parametrize(
        ("url", "rule", "reason"),
        [
            ("http://free-prizes.example/x", "domain", "the domain free-prizes.example is on the blocklist"),
            ("https://lucky-casino.example/", "word", 'the address has the banned word "casino"'),
            ("https://a.example/b/c.PDF", "file", "a .pdf file is not a page of text"),
            ("https://a.example/pdf", "", "nothing against this address"),
        ],
    )
    def test_an_address_is_judged_before_anything_is_fetched(self, url: str, rule: str, reason: str) -> None:
        verdict = judge_url(url)
        assert (verdict.rule, verdict.reason, verdict.passed) == (rule, reason, not rule)

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("Too short to be of use.", "gopher_short_doc"),
            ("the same line that we have\n" * 20, "gopher_dup_lines"),
            ("that of " + "7 " * 60, "gopher_below_avg_threshold"),
            ("that of " + "1234 " * 60, "gopher_below_alpha_threshold"),
            ("that of " + "wordwordwordword " * 60, "gopher_above_avg_threshold"),
            ("that of " + "#city " * 60, "gopher_too_many_hashes"),
            ("\n".join(f"- a road that goes to number{i}" for i in range(12)), "gopher_too_many_bullets"),
            (
                "\n".join(f"this is a road that goes on to the number {i} of the town…" for i in range(12)),
                "gopher_too_many_end_ellipsis",
            ),
            ("Rome " * 60, "gopher_enough_stop_words"),
            ("that of " + "word " * 60 + "Lorem ipsum", "c4_lorem_ipsum"),
            ("that of " + "word " * 60 + "{name}", "c4_curly_bracket"),
            ("that of " + "word " * 60, ""),
        ],
    )
    def test_each_quality_rule_refuses_what_it_is_for(self, text: str, rule: str) -> None:
        assert judge_quality(text.strip()).rule == rule

    def test_another_language_is_told_by_its_commonest_words(self) -> None:
        verdict = judge_language("La ville est belle et les gens sont dans la rue.")
        assert (verdict.rule, verdict.passed) == ("French", False)
        assert judge_language("The city is in the hills.").passed

    def test_addresses_of_people_are_replaced(self) -> None:
        assert replace_personal("Ask anna@town.example or me.") == ("Ask email@example.com or me.", 1)
