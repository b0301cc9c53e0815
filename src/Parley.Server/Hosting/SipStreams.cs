using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Server.Hosting;

/// <summary>Reads the settings of SIP over TLS.</summary>
internal static class SipStreams
{
    /// <summary>Reads the files that the settings name.</summary>
    /// <exception cref="SipException">One of them is not there, or not what it should be.</exception>
    public static SipStreamOptions Read(SipTlsSettings tls) => new()
    {
        Tls = new()
        {
            Certificate = Load(tls.Certificate, tls.Key, tls.Password),
            ClientCertificate = Load(tls.ClientCertificate, tls.ClientKey, tls.ClientPassword),
            Authorities = SipCertificate.LoadAuthorities(tls.Authorities),
            RequireClientCertificate = tls.RequireClientCertificate,
            VerifyServers = tls.VerifyServers,
        },
    };

    private static SipCertificate? Load(string? file, string? key, string? password) =>
        file is { Length: > 0 } ? SipCertificate.FromFile(file, key is { Length: > 0 } ? key : null, password) : null;
}
