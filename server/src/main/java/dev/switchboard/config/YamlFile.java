package dev.switchboard.config;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * The configuration file: one YAML document of at most 1 MiB, without anchors. What is wrong with it is said by place, never by quoting
 * it, because it may hold secrets.
 */
final class YamlFile {
    private static final int LARGEST = 1 << 20;

    private final Path path;
    private final JsonParser parser;

    private YamlFile(Path path, JsonParser parser) {
        this.path = path;
        this.parser = parser;
    }

    /** Reads the file; one that does not exist is empty, unless it must exist. Throws {@link ProblemException} for a file that is no configuration. */
    static Node.Mapping read(Path path, boolean mustExist) {
        String text;
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw refused(path + ": longer than 1 MiB");
            }
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            if (mustExist) {
                throw refused(path + ": no such file");
            }
            return Node.Mapping.NONE;
        } catch (CharacterCodingException e) {
            throw refused(path + ": not UTF-8");
        } catch (IOException e) {
            throw refused(path + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            return new YamlFile(path, parser).document();
        } catch (JacksonException e) {
            throw refused(path + new YamlFault(e).words());
        }
    }

    private Node.Mapping document() {
        if (parser.nextToken() == null || parser.currentToken() == JsonToken.VALUE_NULL) {
            return Node.Mapping.NONE;
        }
        if (!(node(line()) instanceof Node.Mapping mapping)) {
            throw refused(path + ": (expected: keys and values)");
        }
        if (parser.nextToken() != null) {
            throw refused(place() + ": a second document (expected: one)");
        }
        return mapping;
    }

    /** Reads the node whose first token is the current one, and leaves its last one current. A node is where its key is. */
    private Node node(int line) {
        if (((YAMLParser) parser).isCurrentAlias()) {
            throw refused(place() + ": an alias of an anchor (expected: the value itself)");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return mapping(line);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return sequence(line);
        }
        return parser.currentToken() == JsonToken.VALUE_NULL
                ? new Node.Empty(line)
                : new Node.Text(line, parser.getString());
    }

    private Node.Mapping mapping(int line) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int place = line();
            parser.nextToken();
            if (entries.put(name, node(place)) != null) {
                throw refused(path + ":" + place + ": " + name + " stands twice");
            }
        }
        return new Node.Mapping(line, entries);
    }

    private Node.Sequence sequence(int line) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(line()));
        }
        return new Node.Sequence(line, items);
    }

    private String place() {
        return path + ":" + line();
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static ProblemException refused(String msg) {
        return new ProblemException(
                new Problem.InvalidRequest(List.of(new Problem.Fault(List.of(), "value_error", msg, null))));
    }
}
