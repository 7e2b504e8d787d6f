package dev.switchboard.app;

import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.config.Doc;
import dev.switchboard.config.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider of models, as it is configured. */
public record ProviderEntry(
        @Doc(en = "How it is spoken to.", zh = "使用的协议。") ModelsConfig.Type type,

        @Doc(en = "Its base URL; not needed for the scripted model.", zh = "其基础 URL；脚本模型不需要。") @Nullable
        String baseUrl,

        @Doc(en = "Its key; never shown.", zh = "其密钥；从不显示。") @Nullable
        Secret apiKey,

        @Doc(en = "Headers that are sent with every call.", zh = "每次调用附带的请求头。")
        Map<String, String> customHeaders) {}
