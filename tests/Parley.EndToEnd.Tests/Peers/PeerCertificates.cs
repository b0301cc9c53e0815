using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>A private authority, as a company would run one for its own PBX.</summary>
internal sealed class PeerCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-authority-").FullName;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _authority;

    public PeerCertificates()
    {
        var request = new CertificateRequest("CN=Private Authority", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.Parse("2020-01-01Z"), DateTimeOffset.Parse("2099-01-01Z"));
        AuthorityFile = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, for those who are to trust it.</summary>
    public string AuthorityFile { get; }

    /// <summary>A certificate and key for our server, in files.</summary>
    public (string Certificate, string Key) Issue(string address)
    {
        var (certificate, key) = (Path.Combine(_folder, "own.pem"), Path.Combine(_folder, "own.key"));
        Issue(address, certificate, key);
        return (certificate, key);
    }

    /// <summary>Issues a certificate for an address.</summary>
    public void Issue(string address, string certificateFile, string keyFile)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.Parse("2021-01-01Z"), DateTimeOffset.Parse("2098-01-01Z"), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(certificateFile, issued.ExportCertificatePem() + "\n");
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
