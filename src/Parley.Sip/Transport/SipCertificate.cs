using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Sip.Transport;

/// <summary>
/// A certificate with its private key, read from files. When the files change (a renewal) they are read again, and new connections show the new one; while the new
/// ones cannot be read, the old one stays.
/// </summary>
public sealed class SipCertificate
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly string? _keyPath;
    private readonly string? _password;
    private SslStreamCertificateContext _context;
    private (DateTime Certificate, DateTime Key) _read;

    private SipCertificate(string path, string? keyPath, string? password)
    {
        (_path, _keyPath, _password) = (path, keyPath, password);
        _read = Written();
        _context = Load();
    }

    /// <summary>The certificate as it is now.</summary>
    public X509Certificate2 Value => Context.TargetCertificate;

    internal SslStreamCertificateContext Context
    {
        get
        {
            lock (_gate)
            {
                var written = Written();
                if (written != _read)
                {
                    Reload(written);
                }

                return _context;
            }
        }
    }

    /// <summary>Reads a certificate and its key: PEM (the key in the same file or one of its own, the chain behind the certificate), or PKCS #12.</summary>
    /// <param name="path">The file with the certificate.</param>
    /// <param name="keyPath">The file with the private key, when that is another.</param>
    /// <param name="password">The password of the key or of the PKCS #12 file.</param>
    /// <exception cref="SipException">A file is not there or not what it should be; the text says which and why.</exception>
    public static SipCertificate FromFile(string path, string? keyPath = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new(path, keyPath, password);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SipException($"The certificate '{path}'{(keyPath is null ? "" : $" with the key '{keyPath}'")} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Reads certificates of authorities, PEM or DER, any number in a file.</summary>
    /// <exception cref="SipException">A file is not there, or holds no certificate.</exception>
    public static X509Certificate2Collection LoadAuthorities(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var authorities = new X509Certificate2Collection();
        foreach (var path in paths)
        {
            try
            {
                var before = authorities.Count;
                if (IsPem(path))
                {
                    authorities.ImportFromPemFile(path);
                }
                else
                {
                    authorities.Add(X509CertificateLoader.LoadCertificateFromFile(path));
                }

                if (authorities.Count == before)
                {
                    throw new SipException($"'{path}' holds no certificate of an authority.");
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new SipException($"The authorities in '{path}' cannot be read: {error.Message}", error);
            }
        }

        return authorities;
    }

    private static bool IsPem(string path) => File.ReadAllText(path).Contains("-----BEGIN", StringComparison.Ordinal);

    private (DateTime Certificate, DateTime Key) Written() => (File.GetLastWriteTimeUtc(_path), _keyPath is null ? default : File.GetLastWriteTimeUtc(_keyPath));

    private void Reload((DateTime Certificate, DateTime Key) written)
    {
        try
        {
            _context = Load();
            _read = written;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Half written, or key and certificate do not belong together yet: the next handshake looks again.
        }
    }

    private SslStreamCertificateContext Load()
    {
        if (!IsPem(_path))
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(_path, _password);
            var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("there is no private key in it");
            all.Remove(own);
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }

        using var read = _password is { Length: > 0 } password
            ? X509Certificate2.CreateFromEncryptedPemFile(_path, password, _keyPath)
            : X509Certificate2.CreateFromPemFile(_path, _keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_path);

        // A key out of a PEM file is one of this process only, which the TLS of some systems does not take; by way of PKCS #12 it does.
        return SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), [.. chain.Skip(1)], offline: true);
    }
}
