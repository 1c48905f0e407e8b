package dev.storystreamer.infra;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.constructs.Construct;

/** A budget of the whole account, which writes at 80 % spent and when 100 % is forecast. It stops nothing. */
final class MonthlyBudget {
    private MonthlyBudget() {}

    static CfnBudget create(Construct scope, String id, int usd, String email) {
        List<CfnBudget.NotificationWithSubscribersProperty> notices = Stream.of(
                        notice("ACTUAL", 80, email), notice("FORECASTED", 100, email))
                .toList();
        return CfnBudget.Builder.create(scope, id)
                .budget(CfnBudget.BudgetDataProperty.builder()
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .budgetLimit(CfnBudget.SpendProperty.builder()
                                .amount(usd)
                                .unit("USD")
                                .build())
                        .build())
                .notificationsWithSubscribers(notices)
                .build();
    }

    private static CfnBudget.NotificationWithSubscribersProperty notice(String type, int percent, String email) {
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
