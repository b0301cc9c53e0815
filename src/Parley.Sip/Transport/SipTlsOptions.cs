using System.Security.Cryptography.X509Certificates;

namespace Parley.Sip.Transport;

/// <summary>Who we are over TLS, and whom we trust (RFC 3261, section 26.3; RFC 5922).</summary>
public sealed record SipTlsOptions
{
    /// <summary>The certificate shown to those who connect to us; without it nobody can.</summary>
    public SipCertificate? Certificate { get; init; }

    /// <summary>The certificate shown to servers that ask for one (mutual TLS); <see langword="null"/> takes <see cref="Certificate"/>.</summary>
    public SipCertificate? ClientCertificate { get; init; }

    /// <summary>Authorities trusted besides those of the machine, such as a private one; a self-signed certificate may stand for itself.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>Whether those who connect to us must show a certificate of a trusted authority.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Whether the certificates of servers are checked. Without it anybody in between can listen and speak for them: for tests only. Default true.</summary>
    public bool VerifyServers { get; init; } = true;
}
