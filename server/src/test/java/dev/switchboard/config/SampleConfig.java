package dev.switchboard.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A configuration with a key of every kind. */
record SampleConfig(
        @Doc(en = "Who may come in.", zh = "谁可以进来。", env = "SAMPLE_TOKEN")
        Secret token,

        @Doc(en = "Where files are.", zh = "文件在哪里。") Path data,
        @Doc(en = "The listener.", zh = "监听。") Web web,
        @Doc(en = "Runs.", zh = "运行。") Runs runs,
        @Doc(en = "Models by alias.", zh = "按别名的模型。") Map<String, Model> models,
        @Doc(en = "Words | and what they mean.", zh = "词语。") Map<String, String> words) {

    enum Mode {
        ASK,
        ALLOW_ALL
    }

    record Web(
            @Doc(
                    en = "The port.",
                    zh = "端口。",
                    env = {"SAMPLE_PORT", "OLD_PORT"})
            int port,

            @Doc(en = "Pages that may call.", zh = "可以调用的页面。")
            List<String> origins,

            @Doc(en = "Another server.", zh = "另一个服务器。") @Nullable
            URI upstream) {
        Web {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
            }
            if (upstream != null && !upstream.getScheme().startsWith("http")) {
                throw new IllegalArgumentException("web.upstream: " + upstream + " (expected: http)");
            }
        }
    }

    record Runs(
            @Doc(en = "How many at once.", zh = "同时多少。") int maxRunning,
            @Doc(en = "How long to wait.", zh = "等多久。") Duration timeout,

            @Doc(en = "How large a body may be.", zh = "请求体多大。")
            ByteSize largestBody,

            @Doc(en = "Whether it is strict.", zh = "是否严格。") boolean strict,
            @Doc(en = "What to do.", zh = "做什么。") Mode mode,
            @Doc(en = "A share.", zh = "份额。") double share,
            @Doc(en = "A large number.", zh = "大数。") long serial,
            @Doc(en = "Further ports.", zh = "其他端口。") List<Integer> ports,
            @Doc(en = "What is on its way.", zh = "在途字节。") int outboxBytes,
            @Doc(en = "What is kept.", zh = "保留字节。") long keptBytes) {}

    record Model(
            @Doc(en = "Who runs it.", zh = "谁运行它。") String provider,
            @Doc(en = "Its key.", zh = "密钥。") @Nullable Secret apiKey,
            @Doc(en = "What it can do.", zh = "能力。") Set<Mode> modes,

            @Doc(en = "What it costs.", zh = "价格。") @Nullable
            Price price,

            @Doc(en = "What is sent along.", zh = "附带请求头。") Map<String, String> headers) {}

    record Price(
            @Doc(en = "For what goes in.", zh = "输入价格。") BigDecimal input,
            @Doc(en = "For what comes out.", zh = "输出价格。") BigDecimal output) {}

    static SampleConfig defaults() {
        return new SampleConfig(
                Secret.NONE,
                Path.of("/var/data"),
                new Web(9000, List.of("http://a", "http://b"), null),
                new Runs(
                        64,
                        Duration.ofMinutes(10),
                        ByteSize.ofMiB(1),
                        true,
                        Mode.ASK,
                        0.5,
                        1L << 40,
                        List.of(1, 2),
                        1 << 20,
                        1L << 33),
                Map.of(),
                Map.of("tab\"", "a \\ \"b\"\n\tc"));
    }
}
