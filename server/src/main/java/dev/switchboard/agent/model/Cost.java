package dev.switchboard.agent.model;

import java.math.BigDecimal;

/**
 * Money, exactly.
 *
 * @param amount without trailing zeros
 * @param currency as a provider bills it, such as {@code USD}
 */
public record Cost(BigDecimal amount, String currency) {
    public Cost {
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    Cost plus(Cost more) {
        return new Cost(amount.add(more.amount), currency);
    }

    /** The amount as decimal digits, never with an exponent. */
    public String digits() {
        return amount.toPlainString();
    }
}
