using System.Net;
using Parley.Sip.Resolution;

namespace Parley.Sip.Tests.Fakes;

/// <summary>A name service that knows what a test tells it, and remembers what it was asked.</summary>
internal sealed class Zone : INameService
{
    public Dictionary<string, NaptrRecord[]> Naptr { get; } = [];

    public Dictionary<string, SrvRecord[]> Srv { get; } = [];

    public Dictionary<string, string[]> Addresses { get; } = [];

    public List<string> Asked { get; } = [];

    public ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken) => Answer("NAPTR", domain, Naptr);

    public ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken) => Answer("SRV", name, Srv);

    public ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken)
    {
        Asked.Add($"A {host}");
        return new([.. Addresses.GetValueOrDefault(host, []).Select(IPAddress.Parse)]);
    }

    private ValueTask<IReadOnlyList<T>> Answer<T>(string type, string name, Dictionary<string, T[]> records)
    {
        Asked.Add($"{type} {name}");
        return new(records.GetValueOrDefault(name, []));
    }
}
