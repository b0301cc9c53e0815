using System.Security.Cryptography;
using System.Text;

namespace Parley.Agents;

/// <summary>Keeps routes as JSON files in a folder, which may be read, corrected and put under version control.</summary>
/// <param name="path">The folder; made when there is none.</param>
public sealed class IvrRouteFolder(string path) : IIvrRoutes
{
    /// <inheritdoc/>
    public Task<IvrRoute?> FindAsync(string name, string goal, CancellationToken cancellationToken)
    {
        var file = FileOf(name, goal);
        return Task.FromResult(File.Exists(file) && IvrRoute.TryParse(File.ReadAllText(file), out var route) && route.Name == name && route.Goal == goal ? route : null);
    }

    /// <inheritdoc/>
    public Task SaveAsync(IvrRoute route, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(route);
        Directory.CreateDirectory(path);
        var file = FileOf(route.Name, route.Goal);
        File.WriteAllText($"{file}.new", route.ToJson());
        File.Move($"{file}.new", file, overwrite: true);
        return Task.CompletedTask;
    }

    // Names are numbers and addresses: what a file system may not like is left out, and a hash tells apart what is left.
    private string FileOf(string name, string goal)
    {
        var readable = string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(40));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{goal}")).AsSpan(0, 6));
        return Path.Combine(path, $"{readable}-{hash}.json");
    }
}
