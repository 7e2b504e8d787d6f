package dev.switchboard.app;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.config.Doc;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the tokens of a model cost, as it is configured. */
public record PriceEntry(
        @Doc(en = "Price of a million prompt tokens.", zh = "每百万输入 token 的价格。")
        BigDecimal prompt,

        @Doc(en = "Price of a million completion tokens.", zh = "每百万输出 token 的价格。")
        BigDecimal completion,

        @Doc(
                en =
                        "Price of a million prompt tokens that the provider had cached; without it they cost as much as others.",
                zh = "每百万命中缓存的输入 token 的价格；未设置时与其他输入相同。")
        @Nullable
        BigDecimal cached,

        @Doc(en = "Currency in which the provider bills; USD if it is not said.", zh = "提供方计费的货币；未设置时为 USD。") @Nullable
        String currency) {

    ModelChoice.Price price() {
        return new ModelChoice.Price(prompt, completion, cached, currency == null ? "USD" : currency);
    }
}
