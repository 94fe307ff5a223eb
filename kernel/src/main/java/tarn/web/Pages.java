package tarn.web;

import java.util.Map;
import java.util.Optional;

/**
 * What a service shows beside AWS's API, at {@code /_tarn/<service>/<name>}: a certificate, what was sent. Read-only; it needs
 * no caller, and shows nothing that everybody on this machine may not see.
 */
public interface Pages {

    /** A page as it is shown. */
    record Shown(String contentType, String text) {}

    /**
     * The page of a name; empty if there is none.
     *
     * @param query the first value of each parameter
     */
    Optional<Shown> page(String name, Map<String, String> query);
}
