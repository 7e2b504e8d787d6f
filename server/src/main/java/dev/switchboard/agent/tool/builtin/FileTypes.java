package dev.switchboard.agent.tool.builtin;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of files by their type, for searches. Both engines use these, so that a type means the same with every version of ripgrep. */
final class FileTypes {
    private static final Map<String, List<String>> GLOBS = globs();

    private FileTypes() {}

    /** Patterns of the names of its files; absent for a type that is not known here. */
    static @Nullable List<String> globs(String type) {
        return GLOBS.get(type);
    }

    static String known() {
        return String.join(", ", GLOBS.keySet());
    }

    private static Map<String, List<String>> globs() {
        Map<String, List<String>> types = new TreeMap<>();
        types.put("c", List.of("*.c", "*.h", "*.C", "*.H"));
        types.put("cpp", List.of("*.cpp", "*.cc", "*.cxx", "*.C", "*.hpp", "*.hh", "*.hxx", "*.h", "*.H", "*.inl"));
        types.put("cs", List.of("*.cs"));
        types.put("css", List.of("*.css", "*.scss"));
        types.put("dart", List.of("*.dart"));
        types.put("docker", List.of("*Dockerfile*"));
        types.put("elixir", List.of("*.ex", "*.exs", "*.eex"));
        types.put("go", List.of("*.go"));
        types.put("gradle", List.of("*.gradle", "*.gradle.kts"));
        types.put("groovy", List.of("*.groovy", "*.gradle"));
        types.put("html", List.of("*.html", "*.htm"));
        types.put("java", List.of("*.java", "*.jsp", "*.jspx", "*.properties"));
        types.put("js", List.of("*.js", "*.jsx", "*.mjs", "*.cjs", "*.vue"));
        types.put("json", List.of("*.json"));
        types.put("kotlin", List.of("*.kt", "*.kts"));
        types.put("lua", List.of("*.lua"));
        types.put("make", List.of("*.mk", "*.mak", "[Mm]akefile", "GNUmakefile"));
        types.put("markdown", List.of("*.md", "*.markdown", "*.mdx"));
        types.put("md", List.of("*.md", "*.markdown", "*.mdx"));
        types.put("php", List.of("*.php", "*.phtml"));
        types.put("protobuf", List.of("*.proto"));
        types.put("py", List.of("*.py", "*.pyi"));
        types.put("ruby", List.of("*.rb", "*.gemspec", "Gemfile", "Rakefile"));
        types.put("rust", List.of("*.rs"));
        types.put("scala", List.of("*.scala", "*.sbt"));
        types.put("sh", List.of("*.sh", "*.bash", "*.zsh", "*.ksh"));
        types.put("sql", List.of("*.sql"));
        types.put("swift", List.of("*.swift"));
        types.put("tf", List.of("*.tf", "*.tfvars"));
        types.put("toml", List.of("*.toml"));
        types.put("ts", List.of("*.ts", "*.tsx", "*.mts", "*.cts"));
        types.put("txt", List.of("*.txt"));
        types.put("xml", List.of("*.xml", "*.xsd", "*.xsl", "*.xslt"));
        types.put("yaml", List.of("*.yaml", "*.yml"));
        return types;
    }
}
