using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Sip.Transport;

/// <summary>Agrees on TLS with a far end, and says in words why not.</summary>
internal sealed class TlsHandshake(SipTlsOptions options, TimeProvider time)
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>As the side that connected.</summary>
    /// <exception cref="SipException">The far end could not prove who it is, or refused us.</exception>
    public async Task<SslStream> ConnectAsync(Stream stream, SipHop remote, CancellationToken cancellationToken)
    {
        var name = remote.HostName ?? remote.Address.ToString();
        string? problem = null;
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new()
                {
                    TargetHost = name.Trim('[', ']'),
                    EnabledSslProtocols = Versions,
                    ClientCertificateContext = (options.ClientCertificate ?? options.Certificate)?.Context,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                        (problem = options.VerifyServers ? Check(shown, chain, name) : null) is null,
                },
                cancellationToken);
            return tls;
        }
        catch (Exception error)
        {
            await tls.DisposeAsync();
            throw problem is not null
                ? new SipException($"TLS to {remote} is not possible: {problem}.", error)
                : error is OperationCanceledException ? new SipException($"TLS to {remote} is not possible: it is connected, but nothing there answers the handshake.", error)
                : error is AuthenticationException or IOException ? new SipException($"TLS to {remote} is not possible: {Explain(error)}.", error) : error;
        }
    }

    /// <summary>As the side that was connected to.</summary>
    /// <exception cref="SipException">The far end could not prove who it is, or refused us.</exception>
    public async Task<SslStream> AcceptAsync(Stream stream, IPEndPoint remote, CancellationToken cancellationToken)
    {
        string? problem = null;
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = options.Certificate!.Context,
                    ClientCertificateRequired = options.RequireClientCertificate,
                    EnabledSslProtocols = Versions,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                        !options.RequireClientCertificate || (problem = Check(shown, chain, hostName: null)) is null,
                },
                cancellationToken);
            return tls;
        }
        catch (Exception error)
        {
            await tls.DisposeAsync();
            throw error is AuthenticationException or IOException ? new SipException($"TLS from {remote} was refused: {problem ?? Explain(error)}.", error) : error;
        }
    }

    private string? Check(X509Certificate? shown, X509Chain? chain, string? hostName) =>
        CertificateCheck.FindProblem(shown as X509Certificate2, chain?.ChainPolicy.ExtraStore ?? [], hostName, options.Authorities, time.GetUtcNow());

    // What the far end says in its alert (RFC 8446, section 6.2) comes in the words of the system's TLS library.
    private string Explain(Exception error)
    {
        var words = (error.InnerException ?? error).Message;
        var own = options.ClientCertificate ?? options.Certificate;
        bool Says(string what) => words.Contains(what, StringComparison.OrdinalIgnoreCase);
        return Says("certificate required") || Says("handshake failure")
                ? own is null ? "the far end ended the handshake: it wants a certificate of ours, and none is configured (Sip:Tls:ClientCertificate)"
                : $"the far end ended the handshake; it may not accept our certificate '{own.Value.Subject}': {words}"
            : Says("unknown ca") || Says("bad certificate") || Says("certificate unknown")
                ? $"the far end does not trust our certificate{(own is null ? "" : $" '{own.Value.Subject}'")}: give it the authority that issued it"
            : Says("certificate expired") ? "the far end says that our certificate has expired"
            : Says("protocol version") || Says("unsupported protocol") ? "the far end speaks neither TLS 1.2 nor TLS 1.3"
            : Says("wrong version number") || Says("corrupted frame") || Says("unexpected EOF") ? "what answers there does not speak TLS: is it the port of another transport?"
            : words.TrimEnd('.');
    }
}
