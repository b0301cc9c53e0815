namespace Parley.Server.Hosting;

/// <summary>Certificates of SIP over TLS: <c>Parley:Sip:Tls</c>. A changed file is read again by itself.</summary>
public sealed class SipTlsSettings
{
    /// <summary>The file of the certificate that callers and trunks see: PEM with its chain, or PKCS #12. Needed to listen on <c>tls:</c>.</summary>
    public string? Certificate { get; set; }

    /// <summary>The PEM file of its private key, when that is not in the same file.</summary>
    public string? Key { get; set; }

    /// <summary>The password of the key or of the PKCS #12 file.</summary>
    public string? Password { get; set; }

    /// <summary>The file of the certificate shown to trunks that ask for one (mutual TLS). Default: <see cref="Certificate"/>.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>The PEM file of its private key.</summary>
    public string? ClientKey { get; set; }

    /// <summary>The password of that key or PKCS #12 file.</summary>
    public string? ClientPassword { get; set; }

    /// <summary>Files with certificates of authorities trusted besides those of the machine: a private CA, or a self-signed certificate itself.</summary>
    public IList<string> Authorities { get; } = [];

    /// <summary>Whether who connects to us must show a certificate of a trusted authority.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>Whether the certificates of trunks are checked. Anything but true lets others listen in. Default: true.</summary>
    public bool VerifyServers { get; set; } = true;
}
