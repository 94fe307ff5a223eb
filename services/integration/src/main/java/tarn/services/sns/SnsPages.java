package tarn.services.sns;

import java.util.Map;
import java.util.Optional;
import tarn.web.Pages;

/** The certificate that signatures are verified with, and the local outbox. */
record SnsPages(Signer signer, Mailbox mailbox) implements Pages {

    @Override
    public Optional<Shown> page(String name, Map<String, String> query) {
        if (name.equals(Signer.CERTIFICATE)) {
            return Optional.of(new Shown("application/x-pem-file", signer.certificate()));
        }
        return name.equals("outbox")
                ? Optional.of(new Shown("application/json", mailbox.document(query)))
                : Optional.empty();
    }
}
