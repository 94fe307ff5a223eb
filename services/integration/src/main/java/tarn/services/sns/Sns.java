package tarn.services.sns;

import software.amazon.awssdk.services.sns.SnsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;
import tarn.web.Pages;

/** Amazon Simple Notification Service. */
public final class Sns {

    public static Service on(Platform platform) {
        var book = new Book(platform);
        var signer = new Signer(platform);
        var mailbox = new Mailbox(platform);
        var courier = new Courier(platform, new Envelope(signer), mailbox);
        var fanout = new Fanout(platform, book, courier);
        var applications = new Applications(platform, mailbox);
        return Service.of(
                        SnsClient.class,
                        new Topics(platform, book),
                        new Subscriptions(platform, book, fanout),
                        new Publishing(platform, book, fanout, applications, mailbox),
                        applications,
                        new Texting(platform),
                        new Sharing(book),
                        new Tagging(book))
                .offering(Guard.class, new SnsGuard(book))
                .offering(Pages.class, new SnsPages(signer, mailbox));
    }

    private Sns() {}
}
