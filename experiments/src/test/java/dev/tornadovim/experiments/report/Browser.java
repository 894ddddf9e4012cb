package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One tab of a headless Chromium, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    /** The program, where the search path has one. */
    static Optional<Path> find() {
        var folders =
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator);
        return NAMES.stream()
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a browser.
     *
     * @param profile empty folder for its files
     */
    static Browser start(Path program, Path profile) throws Exception {
        var command =
                List.of(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("output.txt").toFile())
                        .start();
        try {
            return new Browser(process, port(process, profile));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String port(Process process, Path profile) throws Exception {
        var file = profile.resolve("DevToolsActivePort");
        var end = Instant.now().plus(PATIENCE);
        while (!Files.exists(file) || Files.size(file) == 0) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new IOException(
                        "no browser: " + Files.readString(profile.resolve("output.txt")));
            }
            Thread.sleep(50);
        }
        return Files.readAllLines(file).getFirst();
    }

    private Browser(Process process, String port) throws Exception {
        this.process = process;
        var list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"));
        var tabs =
                JSON.readTree(
                        client.send(list.build(), HttpResponse.BodyHandlers.ofString()).body());
        JsonNode page = null;
        for (var tab : tabs) {
            page = tab.path("type").asText().equals("page") ? tab : page;
        }
        var address = URI.create(page.path("webSocketDebuggerUrl").asText());
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(address, new Listener())
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", JSON.createObjectNode());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                accept(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void accept(String message) {
        try {
            var node = JSON.readTree(message);
            if (node.has("id")) {
                answers.get(node.path("id").asInt()).complete(node);
            } else {
                events.add(node);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the browser sent no JSON: " + message, e);
        }
    }

    private JsonNode send(String method, ObjectNode parameters) throws Exception {
        var message =
                JSON.createObjectNode().put("id", ids.incrementAndGet()).put("method", method);
        message.set("params", parameters);
        var answer = new CompletableFuture<JsonNode>();
        answers.put(ids.get(), answer);
        socket.sendText(message.toString(), true);
        var node = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (node.has("error")) {
            throw new IllegalStateException(method + ": " + node.path("error"));
        }
        return node.path("result");
    }

    /** Opens a page of a certain width and color scheme, and waits until it is there. */
    void open(Path page, int width, String scheme) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", 800)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        var media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("Emulation.setEmulatedMedia", media);
        events.clear();
        send("Page.navigate", JSON.createObjectNode().put("url", page.toUri().toString()));
        var end = Instant.now().plus(PATIENCE);
        while (named("Page.loadEventFired").isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the page does not load: " + page);
            }
            Thread.sleep(10);
        }
    }

    private List<JsonNode> named(String method) {
        return events.stream().filter(e -> e.path("method").asText().equals(method)).toList();
    }

    /** Everything that the console got since the page was opened. */
    List<String> messages() {
        var messages = new ArrayList<String>();
        for (var kind :
                List.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")) {
            named(kind).forEach(event -> messages.add(event.path("params").toString()));
        }
        return messages;
    }

    /** Addresses that were asked for since the page was opened, but for those within the page. */
    List<String> requests() {
        return named("Network.requestWillBeSent").stream()
                .map(event -> event.path("params").path("request").path("url").asText())
                .filter(address -> !address.startsWith("data:"))
                .toList();
    }

    /** The value of a JavaScript expression. */
    JsonNode evaluate(String expression) throws Exception {
        var result =
                send(
                        "Runtime.evaluate",
                        JSON.createObjectNode()
                                .put("expression", expression)
                                .put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.path("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    @Override
    public void close() {
        try {
            send("Browser.close", JSON.createObjectNode());
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the browser does not end", e);
        } finally {
            process.destroyForcibly();
            client.shutdownNow();
        }
    }
}
