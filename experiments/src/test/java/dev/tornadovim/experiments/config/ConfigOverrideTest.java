package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values follow Hydra 1.3's pages "Basic Override syntax" and "Extended Override syntax"; expectations
 * are written as JSON.
 */
class ConfigOverrideTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "a=1 -> SET a [1]",
                "a.b.c=1 -> SET a.b.c [1]",
                "+a.b=1 -> ADD a.b [1]",
                "++a.b=1 -> ADD_OR_SET a.b [1]",
                "~a.b -> DELETE a.b []",
                "~a.b=1 -> DELETE a.b [1]",
                "a=-7 -> SET a [-7]",
                "a=60_000 -> SET a [60000]",
                "a=1e-3 -> SET a [0.001]",
                "a=1.5E+2 -> SET a [150.0]",
                "a=.5 -> SET a [0.5]",
                "a=true -> SET a [true]",
                "a=False -> SET a [false]",
                "a=null -> SET a [null]",
                "a=~ -> SET a [null]",
                "a= -> SET a [\"\"]",
                "a=word -> SET a [\"word\"]",
                "a=two words -> SET a [\"two words\"]",
                "a= padded  -> SET a [\"padded\"]",
                "a=/data/x-1_y.gz -> SET a [\"/data/x-1_y.gz\"]",
                "a=cuda:0 -> SET a [\"cuda:0\"]",
                "a=0:1 -> SET a [\"0:1\"]",
                "a=yes -> SET a [\"yes\"]",
                "a=007 -> SET a [\"007\"]",
                "a=2024-01-31 -> SET a [\"2024-01-31\"]",
                "a='1' -> SET a [\"1\"]",
                "a=\"true\" -> SET a [\"true\"]",
                "a='x, [y]' -> SET a [\"x, [y]\"]",
                "a='it\\'s' -> SET a [\"it's\"]",
                "a=\"it's\" -> SET a [\"it's\"]",
                "a='C:\\dir' -> SET a [\"C:\\\\dir\"]",
                "a='end\\\\' -> SET a [\"end\\\\\"]",
                "a='' -> SET a [\"\"]",
                "a=x\\,y -> SET a [\"x,y\"]",
                "a=x\\=y -> SET a [\"x=y\"]",
                "a=\\[x\\] -> SET a [\"[x]\"]",
                "a=[] -> SET a [[]]",
                "a=[1,2] -> SET a [[1,2]]",
                "a=[ 1 , b c , 'd,e' ] -> SET a [[1,\"b c\",\"d,e\"]]",
                "a=[[1],[2,3]] -> SET a [[[1],[2,3]]]",
                "a={} -> SET a [{}]",
                "a={b:1,c: x} -> SET a [{\"b\":1,\"c\":\"x\"}]",
                "a={b:{c:[1]}} -> SET a [{\"b\":{\"c\":[1]}}]",
                "a={b:c:0} -> SET a [{\"b\":\"c:0\"}]",
                "a=1,2,x -> SET a [1,2,\"x\"]",
                "a=[1,2],[3] -> SET a [[1,2],[3]]",
                "a='x,y','z' -> SET a [\"x,y\",\"z\"]",
                "a=x\\,y,z -> SET a [\"x,y\",\"z\"]",
                "a={b:1},{b:2} -> SET a [{\"b\":1},{\"b\":2}]",
                "a=null,1 -> SET a [null,1]",
                "a=choice(x,'y,z',[1,2],3) -> SET a [\"x\",\"y,z\",[1,2],3]",
                "a= choice( x y , 2 )  -> SET a [\"x y\",2]",
                "++a=choice(1) -> ADD_OR_SET a [1]",
                "a=range(3) -> SET a [0,1,2]",
                "a=range(0,3) -> SET a [0,1,2]",
                "a=range(0,3,1) -> SET a [0,1,2]",
                "a=range(start=2,stop=8,step=3) -> SET a [2,5]",
                "a=range(1,4, step=2) -> SET a [1,3]",
                "a=range(5,0,-2) -> SET a [5,3,1]",
                "a=range(0,1,0.25) -> SET a [0.0,0.25,0.5,0.75]",
                "a=range(0,3e-1,1e-1) -> SET a [0.0,0.1,0.2]",
                "a=choice\\(1\\) -> SET a [\"choice(1)\"]",
                "a='range(3)' -> SET a [\"range(3)\"]"
            })
    void reads(String text, String expected) {
        var override = ConfigOverride.parse(text);
        assertThat(override.kind() + " " + override.path() + " " + json(override))
                .isEqualTo(expected);
    }

    private static String json(ConfigOverride override) {
        return JsonNodeFactory.instance.arrayNode().addAll(override.values()).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "a -> override a: has no '=', expected key=value",
                "+a -> override +a: has no '=', expected key=value",
                "=1 -> override =1: '' is no key, expected words joined by dots",
                "a..b=1 -> override a..b=1: 'a..b' is no key, expected words joined by dots",
                "a[0]=1 -> override a[0]=1: 'a[0]' is no key, expected words joined by dots",
                "a@b=1 -> override a@b=1: 'a@b' is no key, expected words joined by dots",
                "-a=1 -> override -a=1: '-a' is no key, expected words joined by dots",
                "a=[1 -> override a=[1: ']' is missing at the end",
                "a=[1}] -> override a=[1}]: '}' inside a word, quote the value or escape it",
                "a=1] -> override a=1]: ']' inside a word, quote the value or escape it",
                "a=[1]] -> override a=[1]]: ']' too many",
                "a=[1,] -> override a=[1,]: a value is missing",
                "a=1,,2 -> override a=1,,2: a value is missing",
                "a={b} -> override a={b}: '}' where ':' was expected",
                "a={b:1,b:2} -> override a={b:1,b:2}: key b a second time",
                "a={b:1 -> override a={b:1: '}' is missing at the end",
                "a='x -> override a='x: the quote ' is not closed",
                "a='x'y -> override a='x'y: 'y' too many",
                "a=it's -> override a=it's: ''' inside a word, quote the value or escape it",
                "a=b=c -> override a=b=c: '=' inside a word, quote the value or escape it",
                "a=x y(1) -> override a=x y(1): '(' inside a word, quote the value or escape it",
                "a=[choice(1)] -> override a=[choice(1)]: '(' inside a word, quote the value or"
                        + " escape it",
                "a=int(1) -> override a=int(1): no function is named int, expected choice, range or"
                        + " glob, or a quoted text",
                "a=chioce(1) -> override a=chioce(1): no function is named chioce, expected choice,"
                        + " range or glob, or a quoted text",
                "a=choice(1,2),3 -> override a=choice(1,2),3: choice(...) has to stand alone",
                "a=choice() -> override a=choice(): choice has no values",
                "a=choice(1,2 -> override a=choice(1,2: ')' is missing at the end",
                "a=choice(1,) -> override a=choice(1,): a value is missing",
                "a=choice(b=1) -> override a=choice(b=1): choice has no argument b",
                "a=range() -> override a=range(): range takes stop, or start, stop and step",
                "a=range(1,2,3,4) -> override a=range(1,2,3,4): range takes stop, or start, stop"
                        + " and step",
                "a=range(1,2,start=3) -> override a=range(1,2,start=3): range has its start twice",
                "a=range(1,end=2) -> override a=range(1,end=2): range has no argument end",
                "a=range(stop=1,2) -> override a=range(stop=1,2): 2 has no name, but stop before it"
                        + " has one",
                "a=range(stop=1,stop=2) -> override a=range(stop=1,stop=2): stop a second time",
                "a=range(x) -> override a=range(x): x is no number",
                "a=range(0,inf) -> override a=range(0,inf): inf is no number",
                "a=range(1e-99) -> override a=range(1e-99): 1e-99 has more than 40 digits",
                "a=range(3,0) -> override a=range(3,0): range has no values",
                "a=range(0,3,0) -> override a=range(0,3,0): the step of range is 0",
                "a=range(2000) -> override a=range(2000): range has more than 1000 values",
                "a=glob(*) -> override a=glob(*): the key has no group files to match",
                "a=${b} -> override a=${b}: interpolation ${...} is not supported"
            })
    void refuses(String text, String message) {
        assertThatThrownBy(() -> ConfigOverride.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"[,100", "{a:,100"})
    void refusesDeepNesting(String bracket, int times) {
        assertThatThrownBy(() -> ConfigOverride.parse("a=" + bracket.repeat(times)))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("nested more than 20 deep");
    }
}
