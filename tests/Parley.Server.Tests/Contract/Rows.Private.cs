namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Private =>
    [
        new("2.1", "Private API: keys and paths",
            "private key", "personal access token", "public key refused", "missing key", "/v1/agents", "/v1/organizations/{org}/services", "unknown organization", "GET /v1/users", "GET /v1/organizations",
            "GET /daily"),
        new("2.2", "Agents",
            "create", "update", "list", "get", "get wrapped in body", "delete", "deployments", "validation", new("image, buildId", Images), new("revisions and roll-out", Images)),
        new("2.3", "Logs", "GET logs", "paging and order", "query", "sessionId", "startTime, endTime", "Invalid timestamp format"),
        new("2.4", "Sessions",
            "list", "paging", "status", "startTime, endTime", "deploymentId", "startType", "startTimeMin, startTimeMax", "get", "completionStatus", "delete", "Invalid parameters", "404",
            new("resourceMetrics", "agents share one process, so a session has no memory and processor of its own")),
        new("2.5", "Secrets", "PUT set", "GET set", "GET sets", "DELETE set", "DELETE key", "values never returned", "agent reads them", new("image pull secrets", Images)),
        new("2.6", "Keys, properties, regions",
            "GET /apiKeys", "POST /apiKeys", "DELETE /apiKeys/{id}", "at most 5 and 5", "rotate", "scoped to agents", "GET /properties", "GET /properties/schema", "PATCH /properties", "GET /regions",
            new("builds", Images)),
        new("2.7", "Capacity", "one session per slot", "429 at the limit", "lower limit kills nothing", "maxSessionDuration", "no slot is lost"),
    ];
}
