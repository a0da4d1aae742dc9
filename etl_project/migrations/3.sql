-- Files, with the number of pages that each gave: for days loaded before, as many as were kept.
INSERT INTO raw.inputs BY NAME
SELECT input_uri, count(*) AS page_count, load_date, arg_max(run_id, byte_offset) AS run_id
FROM raw.captures
GROUP BY input_uri, load_date
