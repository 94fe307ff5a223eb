package tarn.services.sns;

import static tarn.services.sns.SnsFaults.invalid;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.CheckIfPhoneNumberIsOptedOutRequest;
import software.amazon.awssdk.services.sns.model.CheckIfPhoneNumberIsOptedOutResponse;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListPhoneNumbersOptedOutRequest;
import software.amazon.awssdk.services.sns.model.ListPhoneNumbersOptedOutResponse;
import software.amazon.awssdk.services.sns.model.SetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSmsAttributesResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The settings of text messages. Nobody has opted out: text messages go to the local outbox. */
final class Texting implements SnsClient, Part {

    private static final Set<String> SETTABLE = Set.of(
            "MonthlySpendLimit",
            "DeliveryStatusIAMRole",
            "DeliveryStatusSuccessSamplingRate",
            "DefaultSenderID",
            "DefaultSMSType",
            "UsageReportS3Bucket");
    private static final Key KEY = Key.of("sms");

    private final Store<Kept> store;

    /** The settings, by AWS's names. */
    record Kept(Map<String, String> attributes) {}

    Texting(Platform platform) {
        this.store = platform.store("sns/texting", Scope.REGION, Formats.record(Kept.class));
    }

    @Override
    public GetSmsAttributesResponse getSMSAttributes(GetSmsAttributesRequest request) {
        var known = new HashMap<>(store.get(KEY).map(Kept::attributes).orElse(Map.of()));
        if (!request.attributes().isEmpty()) {
            known.keySet().retainAll(request.attributes());
        }
        return GetSmsAttributesResponse.builder().attributes(known).build();
    }

    @Override
    public SetSmsAttributesResponse setSMSAttributes(SetSmsAttributesRequest request) {
        for (var name : request.attributes().keySet()) {
            if (!SETTABLE.contains(name)) {
                throw invalid(name + " is not a valid attribute");
            }
        }
        store.update(KEY, seen -> {
            var next = new HashMap<>(seen.map(Kept::attributes).orElse(Map.of()));
            next.putAll(request.attributes());
            return new Kept(Map.copyOf(next));
        });
        return SetSmsAttributesResponse.builder().build();
    }

    @Override
    public CheckIfPhoneNumberIsOptedOutResponse checkIfPhoneNumberIsOptedOut(
            CheckIfPhoneNumberIsOptedOutRequest request) {
        return CheckIfPhoneNumberIsOptedOutResponse.builder().isOptedOut(false).build();
    }

    @Override
    public ListPhoneNumbersOptedOutResponse listPhoneNumbersOptedOut(ListPhoneNumbersOptedOutRequest request) {
        return ListPhoneNumbersOptedOutResponse.builder().build();
    }
}
