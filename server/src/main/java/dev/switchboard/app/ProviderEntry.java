package dev.switchboard.app;

import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.config.Doc;
import dev.switchboard.config.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider of models, as it is configured. */
public record ProviderEntry(
        @Doc(en = "How it is spoken to.", zh = "使用的协议。") ModelsConfig.Type type,

        @Doc(en = "Its base URL; not needed for the scripted model.", zh = "其基础 URL；脚本模型不需要。") @Nullable
        String baseUrl,

        @Doc(en = "Its key; never shown.", zh = "其密钥；从不显示。") @Nullable
        Secret apiKey,

        @Doc(en = "Headers that are sent with every call, each as \"Name: value\".", zh = "每次调用附带的请求头，每项写作“名称: 值”。")
        List<String> customHeaders) {

    /** The headers by their names. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : customHeaders) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("custom-headers: an entry without a colon (expected: Name: value)");
            }
            headers.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
        }
        return headers;
    }
}
