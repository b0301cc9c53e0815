using Microsoft.AspNetCore.Http;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>How the server is.</summary>
internal sealed record HealthDocument(string Status);

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it takes sessions.</summary>
internal sealed class HealthEndpoints(Database database, LiveSessions sessions)
{
    public static IResult Live() => TypedResults.Ok(new HealthDocument("ok"));

    public async Task<IResult> ReadyAsync(CancellationToken cancellationToken)
        => sessions.Accepting && await database.IsReachableAsync(cancellationToken)
            ? TypedResults.Ok(new HealthDocument("ok"))
            : TypedResults.Json(new HealthDocument("not ready"), ApiJson.Default.HealthDocument, statusCode: StatusCodes.Status503ServiceUnavailable);
}
