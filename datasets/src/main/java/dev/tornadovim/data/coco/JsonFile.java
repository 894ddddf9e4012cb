package dev.tornadovim.data.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.DataException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reading and writing large JSON files piece by piece. */
final class JsonFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonFile() {}

    /** What is done with an open file. */
    interface Body<T> {
        void accept(T json) throws IOException;
    }

    /** Opens a file; what is wrong with it comes out as one line. */
    static void read(Path file, Body<JsonParser> body) {
        try (var in = Files.newInputStream(file);
                var parser = MAPPER.createParser(in)) {
            body.accept(parser);
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file, expected COCO JSON", e);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new DataException(
                    file,
                    "truncated or damaged JSON at line %d, column %d"
                            .formatted(place.getLineNr(), place.getColumnNr()),
                    e);
        } catch (IOException e) {
            throw new DataException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the elements of an array, one in memory at a time. */
    static void elements(JsonParser parser, Body<JsonNode> element) throws IOException {
        while (parser.nextToken() != null && !parser.currentToken().isStructEnd()) {
            JsonNode node = MAPPER.readTree(parser);
            element.accept(node);
        }
    }

    /** Writes a file beside its place and moves it there when it is complete. */
    static void write(Path file, Body<JsonGenerator> body) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (var out = Files.newOutputStream(part);
                    var generator = MAPPER.createGenerator(out)) {
                body.accept(generator);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DataException(file, "cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes a mask as an object of size and compressed counts. */
    static void writeRle(JsonGenerator json, Rle rle) throws IOException {
        json.writeStartObject();
        json.writeFieldName("size");
        json.writeArray(new int[] {rle.height(), rle.width()}, 0, 2);
        json.writeStringField("counts", rle.compressed());
        json.writeEndObject();
    }
}
