package dev.tornadovim.experiments.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.command.VimCommand;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Commands, options, configs and settings that documents mention exist. */
class ReadmeCommandsTest {
    private static final ConfigFolder FOLDER = ConfigFolder.locate(Path.of(""));
    private static final Map<String, CommandLine> COMMANDS =
            new CommandLine(new VimCommand()).getSubcommands();
    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
    private static final Pattern MAVEN = Pattern.compile("-Dvim=\"([^\"]+)\"");
    private static final Pattern LAUNCHER = Pattern.compile("bin/tornado-vim (.+)");
    private static final Pattern CONFIG =
            Pattern.compile(
                    "(fashion-mnist|imagenet|ade20k|coco|scenes|study)(-[a-z0-9]+)+|fashion-mnist");
    private static final Pattern GROUP = Pattern.compile("(data|model)=([a-z0-9_]+)");
    private static final Pattern KEY =
            Pattern.compile(
                    "(?!run\\.log)(load|augment|optim|schedule|finetune|train|run|log|data|model|segmentation|detection|scenes)"
                        + "\\.(\\w+)(=.*)?");

    /** Takes a config as its first argument. */
    private static final Set<String> OF_CONFIGS = Set.of("train", "sweep", "profile");

    static List<Document> documents() {
        return Document.all().stream().filter(document -> !document.isResult()).toList();
    }

    @Test
    void theTableListsAllCommands() {
        var table =
                Document.read(Path.of("README.md")).tables().stream()
                        .filter(t -> t.head().getFirst().equals("command"))
                        .findFirst()
                        .orElseThrow();
        assertThat(table.rows())
                .extracting(row -> words(Document.code(row.getFirst()).getFirst()).getFirst())
                .containsExactlyInAnyOrderElementsOf(COMMANDS.keySet());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsExist(Document document) {
        var lines = new ArrayList<String>();
        document.blocks("").forEach(block -> block.lines().forEach(lines::add));
        MAVEN.matcher(document.text()).results().forEach(m -> lines.add(m.group(1)));
        LAUNCHER.matcher(document.text()).results().forEach(m -> lines.add(m.group(1)));
        for (String line : lines) {
            if (!line.matches("[A-Z…].*|--help|-D.*")) { // no placeholders, no flags of Java
                check(document, words(line.replaceFirst("\\)$", "")));
            }
        }
    }

    private static void check(Document document, List<String> words) {
        String command = words.getFirst();
        assertThat(COMMANDS).as("%s: %s", document, words).containsKey(command);
        var options = COMMANDS.get(command).getCommandSpec().optionsMap().keySet();
        assertThat(options)
                .as("%s: %s", document, words)
                .containsAll(words.stream().filter(word -> word.startsWith("--")).toList());
        boolean named =
                OF_CONFIGS.contains(command)
                        && words.size() > 1
                        && words.get(1).matches("[a-z0-9-]+");
        if (named && !words.get(1).startsWith("--")) {
            assertThat(FOLDER.names()).as("%s: %s", document, words).contains(words.get(1));
            if (!command.equals("sweep")) {
                var overrides = words.stream().skip(2).filter(w -> w.contains("=")).toList();
                new ConfigLoader(FOLDER).load(words.get(1), overrides);
            }
        }
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(word -> word.group().replace("'", "")).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void configsAndSettingsExist(Document document) throws IOException {
        String all = configs();
        for (String word : Document.code(document.prose())) {
            if (CONFIG.matcher(word).matches()) {
                assertThat(FOLDER.names()).as("%s", document).contains(word);
            }
            var group = GROUP.matcher(word);
            if (group.matches()) {
                Path file = Path.of("_base_", group.group(1), group.group(2) + ".yaml");
                assertThat(FOLDER.root().resolve(file)).as("%s: %s", document, word).exists();
            }
            var key = KEY.matcher(word);
            if (key.matches()) {
                assertThat(all)
                        .as("%s: %s", document, word)
                        .containsPattern("(?m)^  " + key.group(2) + ":");
            }
        }
    }

    /** The text of all configs. */
    private static String configs() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(FOLDER.root())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                text.append(Files.readString(file)).append('\n');
            }
        }
        return text.toString();
    }
}
