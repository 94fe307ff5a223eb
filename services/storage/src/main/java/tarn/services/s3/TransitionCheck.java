package tarn.services.s3;

import static tarn.services.s3.LifecycleFaults.classTwice;
import static tarn.services.s3.LifecycleFaults.classesOutOfOrder;
import static tarn.services.s3.LifecycleFaults.classesTooClose;
import static tarn.services.s3.LifecycleFaults.expiresBeforeTransition;
import static tarn.services.s3.LifecycleFaults.negative;
import static tarn.services.s3.LifecycleFaults.tooSoon;
import static tarn.services.s3.S3Faults.malformedXml;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/**
 * Refuses transitions that S3 refuses.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html">
 *     Constraints of transitions</a>
 */
final class TransitionCheck {

    /** How long an object stays in a class before it may go to an infrequent one, and from there on. */
    private static final int INFREQUENT_DAYS_MIN = 30;

    /** A step of a rule: after so many days into a class. */
    private record Step(int days, String storageClass) {}

    /** What a rule's steps are called. */
    private record Words(String member, String action, String expiration) {}

    static void check(LifecycleRule rule, LifeFilter filter) {
        for (var transition : rule.transitions()) {
            if ((transition.date() == null) == (transition.days() == null)) {
                throw malformedXml();
            }
            known(transition.storageClass());
            LifecycleCheck.checkDate(transition.date());
        }
        for (var transition : rule.noncurrentVersionTransitions()) {
            if (transition.noncurrentDays() == null) {
                throw malformedXml();
            }
            known(transition.storageClass());
            LifecycleCheck.checkNewer(rule, transition.newerNoncurrentVersions(), "NoncurrentVersionTransition");
        }
        checkSteps(
                rule.transitions().stream()
                        .filter(transition -> transition.days() != null)
                        .map(transition -> new Step(transition.days(), transition.storageClassAsString()))
                        .toList(),
                new Words("Days", "Transition", "Expiration"),
                rule.expiration() == null ? null : rule.expiration().days(),
                filter);
        var expiration = rule.noncurrentVersionExpiration();
        checkSteps(
                rule.noncurrentVersionTransitions().stream()
                        .map(transition -> new Step(transition.noncurrentDays(), transition.storageClassAsString()))
                        .toList(),
                new Words("NoncurrentDays", "NoncurrentVersionTransition", "NoncurrentVersionExpiration"),
                expiration == null ? null : expiration.noncurrentDays(),
                filter);
        var classes = rule.transitions().stream()
                .map(transition -> transition.storageClassAsString())
                .toList();
        if (classes.stream().distinct().count() < classes.size()) {
            throw classTwice("Transition", filter.named());
        }
    }

    private static void known(@Nullable TransitionStorageClass given) {
        if (given == null || given == TransitionStorageClass.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
    }

    private static void checkSteps(List<Step> steps, Words words, @Nullable Integer expirationDays, LifeFilter filter) {
        for (var step : steps) {
            if (step.days < 0) {
                throw negative(words.member, words.action);
            }
            if (StorageClasses.isInfrequent(step.storageClass) && step.days < INFREQUENT_DAYS_MIN) {
                throw tooSoon(words.member, words.action, INFREQUENT_DAYS_MIN, step.storageClass);
            }
            if (expirationDays != null && expirationDays <= step.days) {
                throw expiresBeforeTransition(words.member, words.expiration, words.action, filter.named());
            }
            for (var other : steps) {
                checkOrder(step, other, words, filter);
            }
        }
    }

    private static void checkOrder(Step warm, Step cold, Words words, LifeFilter filter) {
        if (!StorageClasses.isColder(cold.storageClass, warm.storageClass)) {
            return;
        }
        if (cold.days <= warm.days) {
            throw classesOutOfOrder(words.member, warm.storageClass, cold.storageClass, filter.named());
        }
        if (StorageClasses.isInfrequent(warm.storageClass) && cold.days < warm.days + INFREQUENT_DAYS_MIN) {
            throw classesTooClose(
                    words.member, warm.storageClass, cold.storageClass, filter.named(), INFREQUENT_DAYS_MIN);
        }
    }

    private TransitionCheck() {}
}
