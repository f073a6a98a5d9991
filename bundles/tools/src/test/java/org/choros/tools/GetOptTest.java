package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

final class GetOptTest {
    private static final GetOpt.Long[] LONGS = {new GetOpt.Long("reload", false, 'R'),
            new GetOpt.Long("reopen", false, 'L'), new GetOpt.Long("address", true, 'a'),
            new GetOpt.Long("status", false, 's')};

    private final Captured captured = new Captured();

    private String parse(GetOpt options) {
        StringBuilder seen = new StringBuilder();
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            seen.append((char) option);
            if (option == 'a' || option == 'p') {
                seen.append('=').append(options.argument());
            }
            seen.append(' ');
        }
        return seen.toString().strip();
    }

    private GetOpt shorts(String... args) {
        return new GetOpt("prog", args, "sbp:", captured.console());
    }

    private GetOpt longs(String... args) {
        return new GetOpt("prog", args, "sa:", LONGS, captured.console());
    }

    @Test
    void optionsMayBeCombinedAndFollowOperands() {
        GetOpt options = shorts("one", "-sb", "two", "-pfile", "-p", "-s", "-", "--", "-b");
        assertEquals("s b p=file p=-s", parse(options));
        assertEquals(List.of("one", "two", "-", "-b"), options.operands());
    }

    @Test
    void unknownLettersAndMissingArgumentsAreNamed() {
        assertEquals("? s", parse(shorts("-Zs")));
        assertEquals("?", parse(shorts("-p")));
        assertEquals("?", parse(shorts("-:")));
        assertEquals("""
                prog: invalid option -- 'Z'
                prog: option requires an argument -- 'p'
                prog: invalid option -- ':'
                """, captured.err());
    }

    @Test
    void withoutLongOptionsTwoHyphensAreALetter() {
        assertEquals("", parse(shorts("--")));
        assertEquals("? s", parse(shorts("--s")));
        assertEquals("prog: invalid option -- '-'\n", captured.err());
    }

    /** That one alone: what else begins with two hyphens is what it is without it. */
    @Test
    void jsonIsOurs() {
        GetOpt options = GetOpt.withJson("prog", new String[]{"--json", "-p", "--json", "--jso", "--", "--json"},
                "sp:", captured.console());
        assertEquals(GetOpt.JSON, options.next());
        assertEquals('p', options.next());
        assertEquals("--json", options.argument());
        assertEquals("? ? s ?", parse(options));
        assertEquals(List.of("--json"), options.operands());
        assertEquals("? ? s ? ?", parse(shorts("--json")));
    }

    @Test
    void longOptionsMayBeShortened() {
        assertEquals("s a=1 a=2 R", parse(longs("--stat", "--address=1", "--add", "2", "--rel")));
        assertEquals("", captured.err());
    }

    @Test
    void longOptionsComplain() {
        assertEquals("? ? ? ?", parse(longs("--foo", "--re", "--status=x", "--address")));
        assertEquals("""
                prog: unrecognized option '--foo'
                prog: option '--re' is ambiguous; possibilities: '--reload' '--reopen'
                prog: option '--status' doesn't allow an argument
                prog: option '--address' requires an argument
                """, captured.err());
    }
}
