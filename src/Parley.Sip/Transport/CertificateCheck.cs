using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Sip.Transport;

/// <summary>Whether the certificate of a far end proves who it is, and if not, what is wrong with it and what would be right.</summary>
internal static class CertificateCheck
{
    private const X509ChainStatusFlags NotTrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Checks a certificate.</summary>
    /// <param name="certificate">What the far end showed, if anything.</param>
    /// <param name="others">What it sent along.</param>
    /// <param name="hostName">The name that it must prove (RFC 5922, section 7); <see langword="null"/> when any will do.</param>
    /// <param name="authorities">Whom we trust besides the authorities of the machine.</param>
    /// <param name="now">What time it is.</param>
    /// <returns><see langword="null"/> when all is well.</returns>
    public static string? FindProblem(
        X509Certificate2? certificate, X509Certificate2Collection others, string? hostName, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        if (certificate is null)
        {
            return "it showed no certificate";
        }

        return CheckTime(certificate, now)
            ?? (hostName is not null && !Proves(certificate, hostName) ? WrongName(certificate, hostName) : null)
            ?? CheckTrust(certificate, others, authorities, now);
    }

    /// <summary>Whether a certificate is one for a host: by a DNS name or address in it, or by a SIP URI (RFC 5922, section 7.1).</summary>
    public static bool Proves(X509Certificate2 certificate, string hostName)
    {
        var name = hostName.Trim('[', ']');
        return certificate.MatchesHostname(name)
            || string.Equals(certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false), $"sip:{name}", StringComparison.OrdinalIgnoreCase);
    }

    private static string? CheckTime(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (from, to) = ((DateTimeOffset)certificate.NotBefore.ToUniversalTime(), (DateTimeOffset)certificate.NotAfter.ToUniversalTime());
        return now > to ? $"its certificate expired on {Format(to)} (it is {Format(now)} now): its owner must renew it"
            : now < from ? $"its certificate is valid from {Format(from)} on (it is {Format(now)} now): is the clock of this machine right?"
            : null;
    }

    private static string WrongName(X509Certificate2 certificate, string hostName) =>
        NamesOf(certificate) is { Length: > 0 } names
            ? $"its certificate is for {names}, not for '{hostName}': address it by a name of its certificate, or have '{hostName}' put into the certificate"
            : $"its certificate names no host at all: it must name '{hostName}' as subject alternative name";

    private static string? CheckTrust(X509Certificate2 certificate, X509Certificate2Collection others, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var problem = BuildChain(certificate, others, authorities, now, X509ChainTrustMode.System, out var top);
        if (problem == X509ChainStatusFlags.NoError
            || (authorities.Count > 0 && BuildChain(certificate, others, authorities, now, X509ChainTrustMode.CustomRootTrust, out top) == X509ChainStatusFlags.NoError))
        {
            return null;
        }

        if ((problem & ~NotTrusted) is var more && more != X509ChainStatusFlags.NoError)
        {
            return $"its certificate is not valid: {more}";
        }

        var remedy = "Add it to the trusted authorities (Sip:Tls:Authorities) if that is right";
        return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
            ? $"its certificate '{certificate.Subject}' (SHA-256 {Fingerprint(certificate)}) is self-signed and not trusted here. {remedy}"
            : $"its certificate was issued by '{top.Issuer}', which is not trusted here. {remedy}";
    }

    private static X509ChainStatusFlags BuildChain(
        X509Certificate2 certificate, X509Certificate2Collection others, X509Certificate2Collection authorities, DateTimeOffset now, X509ChainTrustMode mode, out X509Certificate2 top)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = mode;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // It would have calls wait for a third party.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (mode == X509ChainTrustMode.CustomRootTrust)
        {
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        var built = chain.Build(certificate);
        top = chain.ChainElements.Count > 0 ? chain.ChainElements[^1].Certificate : certificate;
        return built ? X509ChainStatusFlags.NoError : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        if (names.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common)
        {
            names.Add(common);
        }

        return string.Join(", ", names.Select(name => $"'{name}'"));
    }

    private static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
