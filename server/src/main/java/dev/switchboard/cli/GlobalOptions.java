package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Format;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.Verbosity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The options that every command has. */
final class GlobalOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            converter = FormatName.class)
    @Nullable
    Format output;

    @Option(names = "--json", scope = ScopeType.INHERIT)
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT)
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT)
    boolean verbose;

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    boolean debug;

    @Option(names = "--no-input", scope = ScopeType.INHERIT)
    boolean noInput;

    @Option(names = "--server", paramLabel = "URL", scope = ScopeType.INHERIT)
    @Nullable
    String server;

    @Option(names = "--token", paramLabel = "TOKEN", scope = ScopeType.INHERIT)
    @Nullable
    String token;

    @Option(names = "--lang", paramLabel = "LANG", scope = ScopeType.INHERIT, converter = LanguageName.class)
    @Nullable
    Language language;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true)
    boolean version;

    Format format() {
        if (output != null) {
            return output;
        }
        return json ? Format.JSON : Format.TEXT;
    }

    Verbosity verbosity() {
        if (debug) {
            return Verbosity.DEBUG;
        }
        if (verbose) {
            return Verbosity.VERBOSE;
        }
        return quiet ? Verbosity.QUIET : Verbosity.NORMAL;
    }

    /** {@code text}, {@code json}, {@code ndjson}, or {@code stream-json}, which is the same as the one before. */
    static final class FormatName implements ITypeConverter<Format> {
        @Override
        public Format convert(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "text" -> Format.TEXT;
                case "json" -> Format.JSON;
                case "ndjson", "stream-json" -> Format.NDJSON;
                default -> throw new TypeConversionException("text, json, ndjson");
            };
        }
    }

    /** {@code en} or {@code zh}, with or without a region. */
    static final class LanguageName implements ITypeConverter<Language> {
        @Override
        public Language convert(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("en") || lower.startsWith("zh")) {
                return Language.of(lower);
            }
            throw new TypeConversionException("en, zh");
        }
    }
}
