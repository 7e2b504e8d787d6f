package dev.switchboard.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.ModelChoice.Price;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    private static Price price(String prompt, String completion, @Nullable String cached) {
        return new Price(
                new BigDecimal(prompt),
                new BigDecimal(completion),
                cached == null ? null : new BigDecimal(cached),
                "USD");
    }

    private static Cost usd(String amount) {
        return new Cost(new BigDecimal(amount), "USD");
    }

    @Test
    void costsAreExact() {
        assertThat(price("0.1", "0.2", null).of(new Usage(1, 1, 0, 0)).digits()).isEqualTo("0.0000003");
        assertThat(price("0.000000000001", "0", null).of(new Usage(1, 0, 0, 0)).digits())
                .isEqualTo("0.000000000000000001");
        assertThat(price("1000000000", "0", null)
                        .of(new Usage(Long.MAX_VALUE, 0, 0, 0))
                        .digits())
                .isEqualTo("9223372036854775807000");
    }

    @Test
    void nothingCostsNothing() {
        assertThat(price("3", "15", null).of(Usage.NONE).digits()).isEqualTo("0");
    }

    @Test
    void cachedTokensHaveAPriceOfTheirOwnOrThatOfTheOthers() {
        Usage usage = new Usage(1_000_000, 0, 400_000, 0);
        assertThat(price("4", "16", "1").of(usage)).isEqualTo(usd("2.8"));
        assertThat(price("4", "16", null).of(usage)).isEqualTo(usd("4"));
    }

    @Test
    void moreCachedTokensThanThereAreCountAsAll() {
        assertThat(price("4", "16", "1").of(new Usage(1_000_000, 0, 2_000_000, 0)))
                .isEqualTo(usd("1"));
    }

    @Test
    void costsAddUp() {
        Usage one = new Usage(1, 2, 3, 4, usd("0.1"));
        assertThat(Usage.NONE.plus(one)).isEqualTo(one);
        assertThat(one.plus(Usage.NONE)).isEqualTo(one);
        assertThat(one.plus(new Usage(1, 1, 1, 1, usd("0.2")))).isEqualTo(new Usage(2, 3, 4, 5, usd("0.3")));
    }

    @Test
    void aSumWithAnUnpricedOrAForeignPartHasNoCost() {
        Usage one = new Usage(1, 2, 3, 4, usd("0.1"));
        assertThat(one.plus(new Usage(1, 0, 0, 0)).cost()).isNull();
        assertThat(new Usage(1, 0, 0, 0).plus(one).cost()).isNull();
        assertThat(one.plus(new Usage(1, 0, 0, 0, new Cost(BigDecimal.ONE, "CNY")))
                        .cost())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1000000000.1", "0.0000000000001", "1e999999999"})
    void anAmountOutOfBoundsIsRefusedByItsName(String amount) {
        assertThatThrownBy(() -> price("1", amount, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("completion: ");
    }
}
