import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { clickhouseQuery, dataSource } from "../build/query.ts";

/**
 * Marks in a page's graphs where incidents were opened that what the page shows was in, as cause or as hurt.
 *
 * @param subject a condition on subject_kind, subject_namespace and subject_name.
 */
export function incidentMarks(subject: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name("Incidents")
    .datasource(dataSource)
    .enable(true)
    .hide(false)
    .iconColor("red")
    .target(
      clickhouseQuery(
        `
    SELECT opened_at AS time, title, concat('incident ', incident_id, ', ', severity, ', ', state) AS text, 'incident' AS tags
    FROM tidemark.incidents
    WHERE $__timeFilter(opened_at) AND incident_id IN (SELECT incident_id FROM tidemark.incident_members WHERE ${subject})
    ORDER BY time LIMIT 200`,
        "table",
        "incidents",
      ),
    );
}
