"""The lab: cleaning the web."""

import json
import random
import re
from pathlib import Path

import pytest

from llms101.lab.addresses import judge_url
from llms101.lab.clean import (
    STATIONS,
    Copies,
    Corpus,
    clean,
    judge_extract,
    judge_language,
    judge_rules,
    passage,
    sift,
)
from llms101.lab.grammar import poor, repeats, unwanted
from llms101.lab.personal import replace_personal
from llms101.lab.record import from_json, to_json
from llms101.lab.rules import FIGURES, RULES, kept_lines, repeated, repeated_ngrams, top_ngram
from llms101.lab.shapes import Web
from llms101.lab.thresholds import STEPS, thresholds
from llms101.lab.web import HAND_WRITTEN, Page, grow_web
from llms101.lab.web_record import web_record

RULE = {rule.name: rule for rule in RULES}
#: Paragraphs are divided by an empty line, and trafilatura writes none.
NEVER_REACHED = {"dup_para_frac", "dup_para_char_frac"}


@pytest.fixture(scope="module")
def web() -> list[Page]:
    """A small web in which every unwanted sort occurs several times."""
    dice = random.Random(3)
    bad = [Page(url, html) for url, html in unwanted.pages(dice, 12 * len(unwanted.SORTS))]
    return list({page.url: page for page in [*grow_web(5, 300), *bad]}.values())


@pytest.fixture(scope="module")
def corpus(web: list[Page]) -> Corpus:
    """What came of it."""
    return clean(web, HAND_WRITTEN)


@pytest.fixture(scope="module")
def record(web: list[Page], corpus: Corpus) -> Web:
    """And what is recorded of it."""
    return web_record(web, corpus, 12345)


class TestStations:
    def test_the_counts_of_all_stations_add_up(self, web: list[Page], corpus: Corpus) -> None:
        came = len(web)
        assert [station.station for station in corpus.stations] == list(STATIONS)
        for station in corpus.stations:
            assert station.came == came
            came = station.passed
            assert station.came - station.passed == sum(station.rules.values())
        assert came == len(corpus.rows)
        assert len(corpus.rows) + len(corpus.rejects) == len(web) == len(corpus.passages)

    def test_every_rule_throws_real_pages_out(self, corpus: Corpus) -> None:
        gone = {reject.rule for reject in corpus.rejects}
        assert {rule.name for rule in RULES} - gone == NEVER_REACHED
        assert {"domain", "subdomain", "page", "word", "soft_words", "letters", "file"} <= gone
        assert {"empty", "unsure", "French", "Spanish", "German", "Italian", "Portuguese", "Dutch", "near_copy"} <= gone
        changed = {station.station: station.changed for station in corpus.stations if station.changed}
        assert set(changed) == {"c4", "personal"}
        assert set(changed["c4"]) == {"c4_too_long_word", "c4_too_few_words", "c4_javascript", "c4_policy"}
        assert changed["personal"]["email"] > 0
        assert changed["personal"]["ip"] > 0

    def test_every_reason_tells_the_limit(self, corpus: Corpus) -> None:
        for reject in corpus.rejects:
            told = reject.reason.partition("; ")[2]
            if reject.station in FIGURES:
                assert told == RULE[reject.rule].wanted
            elif reject.station != "url" or reject.rule == "soft_words":
                assert told

    def test_ordinary_pages_are_taken_for_english(self) -> None:
        for page in grow_web(11, 150)[:150]:
            texts = [way.text for way in [passage(page, Copies())] if "page/" not in page.url and way.row]
            assert all(judge_language(text).passed for text in texts)

    def test_a_copy_goes_and_the_hand_written_page_stays(self) -> None:
        page = next(page for page in grow_web(7, 0) if page.url in HAND_WRITTEN)
        copy = Page("https://a-copy.example/1", page.html)
        corpus = clean([copy, page], [page.url])
        assert [row.url for row in corpus.rows] == [page.url]
        assert corpus.rejects[0].reason == f"about 100% the same as {page.url}; less than about 72%"

    def test_of_a_family_of_copies_one_is_kept(self) -> None:
        copies, text = Copies(), " ".join(repeats.ordinary(random.Random(1), 150))
        family = [copies.judge(f"{n}", f"{text} Seen by {n} people.").passed for n in range(4)]
        assert family == [True, False, False, False]
        assert copies.judge("other", " ".join(repeats.ordinary(random.Random(2), 150))).passed

    def test_the_title_has_no_entities(self) -> None:
        html = unwanted.page("Bread & <salt>", repeats.ordinary(random.Random(1), 120))
        row = passage(Page("https://a.example/1", html), Copies()).row
        assert row
        assert row.title == "Bread & <salt>"

    def test_nothing_to_read(self) -> None:
        assert judge_extract("").reason == "0 characters of main text found; at least 1"


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "rule", "reason"),
        [
            ("http://free-prizes.example/x", "domain", "the domain free-prizes.example is on the blocklist"),
            ("http://Ads.Big-Town.example/", "subdomain", "the subdomain ads.big-town.example is on the blocklist"),
            ("http://big-town.example/", "", "nothing against this address"),
            (
                "http://big-town.example/leaked/letters?page=2",
                "page",
                "big-town.example/leaked/letters is on the blocklist of pages",
            ),
            ("https://lucky-casino.example/", "word", 'the address has the banned word "casino"'),
            ("https://a.example/free/bonus", "soft_words", '2 soft words ("bonus", "free"); at most 1'),
            ("https://a.example/free/freedom", "", "nothing against this address"),
            ("https://mycas1nos.example/", "letters", 'the address has the banned letters "cas1no" in it'),
            ("https://a.example/b/c.PDF", "file", "a .pdf file is not a page of text"),
            ("https://a.example/pdf", "", "nothing against this address"),
        ],
    )
    def test_an_address_is_judged_before_anything_is_fetched(self, url: str, rule: str, reason: str) -> None:
        verdict = judge_url(url)
        assert (verdict.rule, verdict.reason, verdict.passed) == (rule, reason, not rule)


class TestLanguage:
    def test_another_language(self) -> None:
        verdict = judge_language("La ville est belle et les gens sont dans la rue avec les enfants.")
        assert (verdict.rule, verdict.passed, set(verdict.figures)) == ("French", False, {"French", "English"})
        assert verdict.reason.endswith("; at least 0.65")
        assert judge_language("The city is in the hills, and the river is near the old market.").passed

    def test_no_language_for_sure(self) -> None:
        site, _, parts = poor.made_up(random.Random(1))
        assert (site, judge_language(parts[0]).rule) == ("made-up-tongue", "unsure")


#: Words, all of them different, with a few common ones between.
MANY = " ".join(f"the word{chr(97 + i % 26)}{'abcdefgh'[i // 26]} and" for i in range(60))


class TestRules:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("a b c d\n\n" * 4 + MANY, "dup_para_frac"),
            ("\n\n".join(f"x{i} y z" for i in range(9)) + ("\n\n" + MANY[:200]) * 2, "dup_para_char_frac"),
            ("the same line that we have\n" * 20, "dup_line_frac"),
            ("\n".join([MANY[:80], *(f"x{i} y z" for i in range(9)), MANY[:80]]), "dup_line_char_frac"),
            (" ".join(f"w{i} best bread" for i in range(40)), "top_2_gram"),
            (" ".join(f"w{i} a{i} b{i} c{i} d{i} so go buy" for i in range(40)), "top_3_gram"),
            (" ".join(f"w{i} a{i} b{i} c{i} d{i} e{i} f{i} go to a shop" for i in range(40)), "top_4_gram"),
        ],
    )
    def test_repetition(self, text: str, rule: str) -> None:
        verdict = judge_rules("repetition", text.strip())
        assert (verdict.rule, verdict.reason) == (rule, RULE[rule].reason(verdict.figures[RULE[rule].figure]))

    @pytest.mark.parametrize("n", range(5, 11))
    def test_a_run_of_words_said_twice(self, n: int) -> None:
        """So much is said again that the rule on n words is the first that is broken."""
        rule = RULE[f"duplicated_{n}_n_grams"]
        again = " ".join(f"again{i:02}" for i in range(3 * n))
        rest = " ".join(f"word{i:04}" for i in range(200))
        for size in range(10, 200):
            text = f"{again} {' '.join(rest.split()[:size])} {again}"
            figures = FIGURES["repetition"](text)
            if rule.limit < figures[rule.figure] <= rule.limit + 0.01:
                assert judge_rules("repetition", text).rule == rule.name
                assert judge_rules("repetition", text, but=rule.name).rule != rule.name
                return
        pytest.fail("no text of this kind")

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("Too short to be of use.", "gopher_short_doc"),
            ("that of " + "7 " * 60, "gopher_below_avg_threshold"),
            ("that of " + "1234 " * 60, "gopher_below_alpha_threshold"),
            ("that of " + "wordwordwordword " * 60, "gopher_above_avg_threshold"),
            ("that of " + "#city " * 60, "gopher_too_many_hashes"),
            ("that of " + "some of them… " * 60, "gopher_too_many_ellipsis"),
            ("\n".join(f"- a road that goes to number{i}" for i in range(12)), "gopher_too_many_bullets"),
            (
                "\n".join(f"this is a road that goes on to the number {i} of the town…" for i in range(12)),
                "gopher_too_many_end_ellipsis",
            ),
            ("Rome " * 60, "gopher_enough_stop_words"),
            ("That, OF " + "word " * 60, ""),
            ("that of " + "word " * 100_000, "gopher_long_doc"),
        ],
    )
    def test_quality(self, text: str, rule: str) -> None:
        assert judge_rules("quality", text.strip()).rule == rule

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("Lorem ipsum dolor sit amet. " * 5, "c4_lorem_ipsum"),
            ("Hello {name}, how are you? " * 5, "c4_curly_bracket"),
            ("This is one. This is two. Is this three? This is four!", "c4_too_few_sentences"),
            ("This is one. This is two. Is this three? This is four! And 5.5 is more", ""),
            ("This is one.\nThis is two.\nThree\nThis is four!\nWe use cookies.", "c4_too_few_sentences"),
        ],
    )
    def test_c4(self, text: str, rule: str) -> None:
        assert judge_rules("c4", text.strip()).rule == rule

    def test_c4_drops_lines(self) -> None:
        lines = [
            "bread -> pain",
            "Two words",
            "Turn on JavaScript now",
            "Our Privacy Policy is here",
            "so " + "x" * 1001,
        ]
        assert kept_lines("\n".join(lines)) == (
            "bread -> pain",
            {"c4_too_few_words": 1, "c4_javascript": 1, "c4_policy": 1, "c4_too_long_word": 1},
        )
        text = "\n".join([*repeats.ordinary(random.Random(1), 120), "Agree"])
        verdicts, kept = sift(text)
        assert verdicts[-1].passed
        assert kept == text.removesuffix("\nAgree")

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("\n".join(f"This is a line of news that goes on to number {i}" for i in range(9)), "line_punct_ratio"),
            ("\n".join(f"This is line number {i}." for i in range(9)), "short_line_ratio"),
            (MANY + ".", ""),
            ("The same line is here, and it is long.\n" * 2 + MANY[:100] + ".", "char_dup_ratio"),
            ("\n".join(f"Administration of neighbourhoods{i}." for i in range(12)), "list_ratio"),
        ],
    )
    def test_fineweb(self, text: str, rule: str) -> None:
        assert judge_rules("fineweb", text).rule == rule

    @pytest.mark.parametrize(("name", "value"), [(rule.name, rule.limit) for rule in RULES])
    def test_the_limit_itself(self, name: str, value: float) -> None:
        assert RULE[name].broken(value) == (RULE[name].breaks in ("<=", ">="))

    def test_words_said_again_are_counted_once(self) -> None:
        assert repeated(["a", "bb", "a", "bb", "a"]) == (3, 4)
        assert top_ngram("to be or to be".split(), 2) == 10
        assert top_ngram("all of them differ".split(), 2) == 0
        assert repeated_ngrams("one two three one two three one two three".split(), 3) == 22
        assert repeated_ngrams([], 5) == 0


class TestPersonal:
    def test_addresses_are_replaced(self) -> None:
        text, found = replace_personal("Ask anna@town.example, 9.9.9.9, 10.0.0.1 or 300.1.1.1; not 1.2.3.4.5.")
        assert text == "Ask email@example.com, 22.214.171.124, 10.0.0.1 or 300.1.1.1; not 1.2.3.4.5."
        assert found == {"email": 1, "ip": 1}


class TestRecord:
    def test_it_can_be_written_and_read(self, record: Web) -> None:
        written = to_json(record)
        again = to_json(from_json(Web, json.loads(written)))
        assert all(a == b for a, b in zip(again, written, strict=True))  # of so long a text no difference is shown
        assert [journey.id for journey in record.journeys][:3] == ["capital", "toast", "rejected"]
        assert {len(found) for found in record.rejects.values()} <= set(range(1, 7))

    def test_each_threshold_counts_every_page_that_comes_to_it(self, record: Web, corpus: Corpus) -> None:
        assert [found.rule for found in record.thresholds] == list(STEPS)
        stations = {station.station: station for station in corpus.stations}
        for found in record.thresholds:
            order = [rule.name for rule in RULES if rule.station == found.station]
            station = stations[found.station]
            before = sum(station.rules.get(name, 0) for name in order[: order.index(found.rule)])
            assert sum(found.pages) == station.came - before
            at = round(found.limit / found.step)
            kept = slice(at, None) if found.breaks == "<" else slice(0, at + 1)
            assert found.limit == pytest.approx(at * found.step)
            assert sum(found.pages[kept]) == sum(found.pages) - station.rules.get(found.rule, 0)
            assert sum(found.rows[kept]) == len(corpus.rows)
            assert sum(found.words[kept]) == sum(len(row.content.split()) for row in corpus.rows)
            assert all(rows <= pages for rows, pages in zip(found.rows, found.pages, strict=True))

    def test_a_page_that_only_one_rule_keeps_out_is_a_row_without_it(self) -> None:
        thin = Page(
            "https://a.example/1",
            unwanted.page("Short", ["This is one. That is to be two. It is three. So four. Five it is."]),
        )
        twin = Page("https://a.example/2", thin.html)
        spam = Page("https://a.example/3", unwanted.page("Filler", ["Lorem ipsum of the best, and that is all."]))
        found = {one.rule: one for one in thresholds(clean([thin, twin, spam]))}["gopher_short_doc"]
        assert (found.pages[:2], found.rows[:2], found.words[:2]) == ([1, 2], [0, 1], [0, 16])


class TestDocs:
    def test_the_table_has_every_rule_and_its_threshold(self) -> None:
        told = (Path(__file__).parents[2] / "docs" / "lab.md").read_text("utf-8")
        table = re.findall(r"^\| \w+ \| `(\w+)` \| .* \| (.*) \|$", told, re.MULTILINE)
        assert table == [(rule.name, rule.wanted) for rule in RULES]
