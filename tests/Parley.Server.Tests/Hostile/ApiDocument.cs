using System.Text.Json;

namespace Parley.Server.Tests.Hostile;

/// <summary>What <c>/openapi/v1.json</c> says of one route.</summary>
internal sealed record DescribedRoute(HttpMethod Method, string Path, JsonElement Operation)
{
    public bool TakesBody => Operation.TryGetProperty("requestBody", out _) || Method == HttpMethod.Post || Method == HttpMethod.Put || Method == HttpMethod.Patch;

    public bool Describes(int status) => Operation.GetProperty("responses").TryGetProperty($"{status}", out _);

    public override string ToString() => $"{Method} {Path}";

    public static async Task<IReadOnlyList<DescribedRoute>> ReadAllAsync(TestServer server)
    {
        var document = (await server.GetAsync("/openapi/v1.json", key: null)).Json;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where operation.Name is "get" or "post" or "put" or "patch" or "delete" or "head" or "options"
               select new DescribedRoute(new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, operation.Value),
        ];
    }
}
