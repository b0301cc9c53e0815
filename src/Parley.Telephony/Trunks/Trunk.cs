using System.Net;
using Parley.Sip;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;

namespace Parley.Telephony.Trunks;

/// <summary>A configured trunk with the calls that it carries.</summary>
public sealed class Trunk
{
    private const int MostRedirects = 3;

    private readonly string[] _prefixes;
    private readonly IPNetwork[] _allowFrom;

    /// <summary>Reads the configuration of a trunk.</summary>
    /// <exception cref="ArgumentException">A value is wrong; the text names the trunk and the value.</exception>
    public Trunk(TrunkOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Name);
        Options = options;
        Uri = SipUri.TryParse(options.Uri, out var uri) && uri.IsSip
            ? WithTransport(uri, options.Transport)
            : throw new ArgumentException($"Trunk '{options.Name}': '{options.Uri}' is not a URI such as sip:carrier.example.test:5060.", nameof(options));
        Require(IsAuto(options.Transport) || SipProtocols.Find(options.Transport) is not null, $"transport '{options.Transport}' is none of auto, udp, tcp and tls");
        Require(SipProtocols.Find(Uri.Protocol) is not null, $"transport '{Uri.Protocol}' of the URI is none of udp, tcp and tls");
        Require(options.CallsPerSecond is null or > 0, "CallsPerSecond must be above 0");
        Require(options.MaxCalls is null or >= 0, "MaxCalls must not be negative");
        Require(options.FollowRedirects is >= 0 and <= MostRedirects, $"FollowRedirects must be 0 to {MostRedirects}");
        Require(options.Codecs.All(CodecCatalog.IsKnown), $"codecs are {string.Join(", ", CodecCatalog.Names)}");
        _prefixes = [.. options.Prefixes.Select(prefix => prefix.TrimStart('+'))];
        Require(_prefixes.All(prefix => !prefix.AsSpan().ContainsAnyExceptInRange('0', '9')), "a prefix is a plus sign and digits");
        Require(!options.Register || options.Username is { Length: > 0 }, "Register needs a Username, which is the address that is registered");
        Require(options.RegisterExpires >= TimeSpan.FromSeconds(20) && options.RegisterExpires <= TimeSpan.FromDays(1), "RegisterExpires must be 20 seconds to a day");
        Require(options.KeepAlive is null || options.KeepAlive >= TimeSpan.FromSeconds(1), "KeepAlive must be at least a second");
        Require(options.AllowFrom.All(text => IPNetwork.TryParse(text, out _)), "AllowFrom holds networks such as 203.0.113.0/24");
        Require(options.InboundAlgorithms.All(DigestServer.Algorithms.Contains), $"InboundAlgorithms are {string.Join(", ", DigestServer.Algorithms)}");
        _allowFrom = [.. options.AllowFrom.Select(IPNetwork.Parse)];
        Addresses = Uri.EndPoint is { } numeric ? [numeric.Address] : [];
        InboundCredentials = options.InboundUsername is { Length: > 0 } inbound ? new(inbound, options.InboundPassword ?? "") : null;
        Credentials = options.Username is { Length: > 0 } name ? new(name, options.Password ?? "") : null;
        Pacing = new(options, time);

        void Require(bool holds, string text)
        {
            if (!holds)
            {
                throw new ArgumentException($"Trunk '{options.Name}': {text}.", nameof(options));
            }
        }
    }

    /// <summary>What was configured.</summary>
    public TrunkOptions Options { get; }

    /// <summary>What it is called.</summary>
    public string Name => Options.Name;

    /// <summary>Where calls go.</summary>
    public SipUri Uri { get; }

    /// <summary>What a challenge is answered with, if anything.</summary>
    public SipCredentials? Credentials { get; }

    /// <summary>What its calls must prove, if anything.</summary>
    public SipCredentials? InboundCredentials { get; }

    /// <summary>How it stands with our registration. May be read from any thread.</summary>
    public TrunkRegistrationState Registration { get; internal set; } = new(TrunkRegistrationStatus.NotWanted, default);

    /// <summary>Whether it answers. May be read from any thread.</summary>
    public TrunkHealth Health { get; internal set; } = new(IsUp: true);

    /// <summary>The addresses that its URI leads to, as far as they are known by now.</summary>
    internal IReadOnlyList<IPAddress> Addresses { get; set; }

    /// <summary>Whether its calls are known by addresses that the name service has to tell.</summary>
    internal bool NeedsAddresses => _allowFrom.Length == 0 && InboundCredentials is null && Uri.EndPoint is null;

    /// <summary>Its rate and its calls.</summary>
    public TrunkPacing Pacing { get; }

    /// <summary>How many leading digits of the number its best prefix covers; 0 when it takes every number, -1 when it does not take this one.</summary>
    public int Match(PhoneNumber number)
    {
        var best = _prefixes.Length == 0 ? 0 : -1;
        foreach (var prefix in _prefixes)
        {
            best = number.Digits.StartsWith(prefix, StringComparison.Ordinal) ? Math.Max(best, prefix.Length) : best;
        }

        return best;
    }

    /// <summary>Whether its calls come from there.</summary>
    internal bool IsCalledFrom(IPAddress address) =>
        _allowFrom.Length > 0 ? _allowFrom.Any(network => network.Contains(address)) : InboundCredentials is null && Addresses.Contains(address);

    /// <summary>The request-URI of a number on this trunk.</summary>
    public SipUri UriOf(PhoneNumber number) => Uri.ToRequestUri() with { User = number.ToString(), Password = null };

    private static bool IsAuto(string transport) => transport.Equals("auto", StringComparison.OrdinalIgnoreCase);

    private static SipUri WithTransport(SipUri uri, string transport) =>
        IsAuto(transport) || uri.Scheme == "sips" ? uri : uri with { Parameters = uri.Parameters.With("transport", transport.ToLowerInvariant()) };

    /// <inheritdoc/>
    public override string ToString() => Options.ToString();
}
