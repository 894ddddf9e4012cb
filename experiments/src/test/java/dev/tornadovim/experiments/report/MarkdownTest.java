package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the rules of CommonMark 0.31 and GitHub's tables and autolinks. */
class MarkdownTest {

    @ParameterizedTest
    @CsvSource({
        "T-shirt/top, T-shirt/top",
        "<b>x</b>, &lt;b&gt;x&lt;/b&gt;",
        "a & b, a &amp; b",
        "[x](y), \\[x\\](y)",
        "![x](y), !\\[x\\](y)",
        "a|b, a\\|b",
        "`x` *y* _z_ ~q~, \\`x\\` \\*y\\* \\_z\\_ \\~q\\~",
        "a\\, a\\\\",
        "http://x.y, http:\\//x.y",
        "WWW.x.y, WWW\\.x.y"
    })
    void namesAreText(String name, String markdown) {
        assertThat(Markdown.text(name)).isEqualTo(markdown);
    }

    @Test
    void codeAndBlocksEndWhereTheTextEnds() {
        assertThat(Markdown.code("train x")).isEqualTo("`train x`");
        assertThat(Markdown.code("a `b` | ``c``")).isEqualTo("``` a `b` \\| ``c`` ```");
        assertThat(Markdown.block("yaml", "a: 1\n# ```\n<b>\n"))
                .isEqualTo("````yaml\na: 1\n# ```\n<b>\n````");
    }
}
