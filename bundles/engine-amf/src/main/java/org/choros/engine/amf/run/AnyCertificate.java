package org.choros.engine.amf.run;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whoever answers. A check asks whether a service of this cluster works, often by an address and of a server
 * whose certificate nobody has signed, and tells it nothing. That a certificate has expired is no reason to start a
 * server again.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    private AnyCertificate() {
    }

    /** Makes TLS of this JVM's defaults over connected sockets. */
    static SSLSocketFactory sockets() {
        return Lazy.FACTORY;
    }

    /** Made when a check needs it: that takes its time. */
    private static final class Lazy {
        private static final SSLSocketFactory FACTORY = make();

        private static SSLSocketFactory make() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[]{new AnyCertificate()}, null);
                return context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        // anybody is
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        // anybody is
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        // anybody is
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        throw new IllegalStateException("a check is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        throw new IllegalStateException("a check is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        throw new IllegalStateException("a check is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
