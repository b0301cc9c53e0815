using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Fakes;

/// <summary>A private authority and what it issues, as PEM files in a folder of its own.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-tls-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private int _serial = 1;

    public TestCertificates(string name = "Test Authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.Parse("2020-01-01Z"), DateTimeOffset.Parse("2099-01-01Z"));
        AuthorityFile = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    public X509Certificate2Collection Authorities => SipCertificate.LoadAuthorities([AuthorityFile]);

    public SipCertificate Issue(string names, string? until = null)
    {
        var (certificate, key) = IssueFiles(names, until);
        return SipCertificate.FromFile(certificate, key);
    }

    /// <summary>Issues a certificate for names and addresses, comma-separated.</summary>
    public (string Certificate, string Key) IssueFiles(string names, string? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var all = names.Split(',');
        var request = new CertificateRequest($"CN={all[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in all)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else if (name.StartsWith("sip:", StringComparison.Ordinal))
            {
                alternatives.AddUri(new Uri(name));
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var issued = request.Create(
            _authority, DateTimeOffset.Parse("2021-01-01Z"), DateTimeOffset.Parse(until ?? "2098-01-01Z"), [0, 0, 0, (byte)++_serial]);
        var file = Path.Combine(_folder, $"{_serial}.pem");
        File.WriteAllText(file, issued.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return (file, file + ".key");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
