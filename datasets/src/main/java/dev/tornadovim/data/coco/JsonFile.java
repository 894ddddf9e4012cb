package dev.tornadovim.data.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.file.FileReplacement;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reading and writing large JSON files piece by piece. */
final class JsonFile {
    /** Reads NaN as Python's {@code json} writes it, so that the field which holds it can be named. */
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

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
        } catch (StreamConstraintsException e) {
            // Says which setting of the library has the limit: of no use to who has such a file.
            String limit = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
            throw new DataException(file, "no COCO JSON: " + limit, e);
        } catch (JsonProcessingException e) {
            throw new DataException(file, "truncated or damaged JSON" + place(e), e);
        } catch (IOException e) {
            throw new DataException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String place(JsonProcessingException e) {
        var place = e.getLocation();
        return place == null
                ? ""
                : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
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
        try {
            FileReplacement.write(
                    file,
                    channel -> {
                        // Closing the generator would close the channel, which is still to be
                        // forced.
                        var out = new BufferedOutputStream(Channels.newOutputStream(channel));
                        var generator = MAPPER.createGenerator(out);
                        body.accept(generator);
                        generator.flush();
                    });
        } catch (IOException e) {
            throw new DataException(file, "cannot be written: " + FileReplacement.reason(e), e);
        }
    }

    /** Writes one object. */
    @FunctionalInterface
    interface Fields<T> {
        void write(JsonGenerator json, T value) throws IOException;
    }

    /** Writes an array of objects. */
    static <T> void objects(JsonGenerator json, String name, List<T> values, Fields<T> fields)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (T value : values) {
            json.writeStartObject();
            fields.write(json, value);
            json.writeEndObject();
        }
        json.writeEndArray();
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
