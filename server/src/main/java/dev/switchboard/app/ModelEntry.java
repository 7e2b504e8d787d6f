package dev.switchboard.app;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.config.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model, as it is configured. */
public record ModelEntry(
        @Doc(en = "Name of its provider.", zh = "提供方的名字。") String provider,

        @Doc(en = "The provider's id of the model.", zh = "提供方的模型 ID。")
        String model,

        @Doc(en = "Size of its context window in tokens, at least 50000.", zh = "上下文窗口的大小（token），至少 50000。")
        long maxContextSize,

        @Doc(en = "What it can do beyond text.", zh = "除文本之外的能力。")
        List<ModelChoice.Capability> capabilities,

        @Doc(en = "What its tokens cost; without it no cost is told.", zh = "其 token 的价格；未设置时不报告费用。") @Nullable
        PriceEntry price) {}
