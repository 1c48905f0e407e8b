package dev.storystreamer.infra;

import java.util.List;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.constructs.Construct;

/** A budget for the whole account. Sends an e-mail at 80 % of the amount and at a forecast of 100 %; stops no resource. */
final class MonthlyBudget {
    private MonthlyBudget() {}

    static CfnBudget create(Construct scope, String id, int usd, String email) {
        List<CfnBudget.NotificationWithSubscribersProperty> notifications =
                List.of(notification("ACTUAL", 80, email), notification("FORECASTED", 100, email));
        return CfnBudget.Builder.create(scope, id)
                .budget(CfnBudget.BudgetDataProperty.builder()
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .budgetLimit(CfnBudget.SpendProperty.builder()
                                .amount(usd)
                                .unit("USD")
                                .build())
                        .build())
                .notificationsWithSubscribers(notifications)
                .build();
    }

    private static CfnBudget.NotificationWithSubscribersProperty notification(String type, int percent, String email) {
        return CfnBudget.NotificationWithSubscribersProperty.builder()
                .notification(CfnBudget.NotificationProperty.builder()
                        .notificationType(type)
                        .comparisonOperator("GREATER_THAN")
                        .threshold(percent)
                        .thresholdType("PERCENTAGE")
                        .build())
                .subscribers(List.of(CfnBudget.SubscriberProperty.builder()
                        .subscriptionType("EMAIL")
                        .address(email)
                        .build()))
                .build();
    }
}
