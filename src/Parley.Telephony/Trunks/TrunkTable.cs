using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Telephony.Numbers;

namespace Parley.Telephony.Trunks;

/// <summary>The configured trunks, in order.</summary>
public sealed class TrunkTable
{
    private readonly Trunk[] _trunks;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ArgumentException">A trunk is wrong, or two have one name.</exception>
    public TrunkTable(IEnumerable<TrunkOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _trunks = [.. options.Select(trunk => new Trunk(trunk, time))];
        if (_trunks.GroupBy(trunk => trunk.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two trunks are called '{twice.Key}'.", nameof(options));
        }
    }

    /// <summary>Every trunk, in the order of the configuration.</summary>
    public IReadOnlyList<Trunk> Trunks => _trunks;

    /// <summary>Finds a trunk by name, without regard to case.</summary>
    public Trunk? Find(string? name) => Array.Find(_trunks, trunk => trunk.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Selects the trunk for a call: that of the caller ID when it takes the number, else the one with the longest matching prefix, the
    /// first of equals. One that is down is passed over. When a request wants a certain trunk, no other will do.
    /// </summary>
    public bool TrySelect(
        PhoneNumber destination, OwnedNumber? callerId, [NotNullWhen(true)] out Trunk? trunk, [NotNullWhen(false)] out string? error, string? wanted = null)
    {
        var fit = _trunks.Where(candidate => candidate.Match(destination) >= 0 && (wanted is null || candidate.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))).ToList();
        var up = fit.FindAll(candidate => candidate.Health.IsUp);
        trunk = Find(callerId?.Trunk) is { } own && up.Contains(own) ? own : up.MaxBy(candidate => candidate.Match(destination));
        error = trunk is not null ? null
            : _trunks.Length == 0 ? "no trunk is configured: a phone number cannot be dialled"
            : fit.Count == 0 && wanted is not null ? $"the trunk '{wanted}' does not exist, or does not take this number"
            : fit.Count == 0 ? "no trunk takes this number: its prefix is not among those of any trunk"
            : string.Join("; ", fit.Select(Describe));
        return trunk is not null;
    }

    private static string Describe(Trunk down) =>
        string.Create(CultureInfo.InvariantCulture, $"trunk '{down.Name}' is down since {down.Health.Since:yyyy-MM-dd HH:mm:ss} UTC: {down.Health.Problem}");
}
